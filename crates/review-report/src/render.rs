//! The model into a template.

use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior};

use crate::build::model;
use crate::escape::{css_string, escape};
use crate::limits::Limits;
use crate::model::ReportModel;
use crate::policy::policy_element;
use crate::sample::{empty_input, sample_input};
use crate::script::SCRIPT;
use crate::template_error::TemplateError;
use crate::words;

/// Where a pack keeps its own template.
pub const PACK_TEMPLATE: &str = "templates/report.html";
/// The shipped template, which a pack's own may extend.
pub const DEFAULT_TEMPLATE: &str = "default.html";
const DEFAULT_TEXT: &str = include_str!("../templates/default.html");
/// The shipped one, the blocks it is made of, and the pieces that occur in several of them.
const SHIPPED: [(&str, &str); 14] = [
    (DEFAULT_TEMPLATE, DEFAULT_TEXT),
    ("parts.html", include_str!("../templates/parts.html")),
    ("page/sheet.css", include_str!("../templates/page/sheet.css")),
    ("page/contents.html", include_str!("../templates/page/contents.html")),
    ("page/header.html", include_str!("../templates/page/header.html")),
    ("page/filters.html", include_str!("../templates/page/filters.html")),
    ("page/findings.html", include_str!("../templates/page/findings.html")),
    ("page/suppressed.html", include_str!("../templates/page/suppressed.html")),
    ("page/recommendations.html", include_str!("../templates/page/recommendations.html")),
    ("page/changes.html", include_str!("../templates/page/changes.html")),
    ("page/queries.html", include_str!("../templates/page/queries.html")),
    ("page/failures.html", include_str!("../templates/page/failures.html")),
    ("page/signals.html", include_str!("../templates/page/signals.html")),
    ("page/footer.html", include_str!("../templates/page/footer.html")),
];
const STYLE_TEXT: &str = include_str!("../templates/style.css");

/// How much work a template may do for any page, and how much more for each query and signal. The shipped one
/// needs about a third of it for a page at its limit, and a tenth of it for thousands of queries.
pub(crate) const FUEL: u64 = 20_000_000;
const FUEL_EACH: u64 = 20_000;

/// The page for a model, from `template` or from the shipped one. Every value is escaped, and the page carries a
/// policy that forbids a browser to load anything, and to run anything but the shipped script.
///
/// # Errors
/// When the template does not parse, names what the model does not have, or writes no `<head>`.
pub fn html(model: &ReportModel, template: Option<&str>) -> Result<String, TemplateError> {
    let (file, source) = template.map_or((DEFAULT_TEMPLATE, DEFAULT_TEXT), |text| (PACK_TEMPLATE, text));
    let in_words = |error: &Error| TemplateError::from_engine(error, file, source);
    let environment = environment(template, fuel(model)).map_err(|error| in_words(&error))?;
    let page = environment.get_template(file).and_then(|template| template.render(Value::from(Serde(model))));
    with_policy(page.map_err(|error| in_words(&error))?, file)
}

/// Whether a pack's template can be used: it is parsed, and rendered for a small run in which every field of the
/// model is filled, and for one in which nothing was found.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn check_template(text: &str) -> Result<(), TemplateError> {
    for input in [sample_input(), empty_input()] {
        html(&model(&input, &Limits::default()), Some(text))?;
    }
    Ok(())
}

fn fuel(model: &ReportModel) -> u64 {
    let queries: usize = model.sections.iter().map(|section| section.queries.len()).sum();
    FUEL + FUEL_EACH * (queries + model.summary.signals) as u64
}

pub(crate) fn environment(template: Option<&str>, fuel: u64) -> Result<Environment<'_>, Error> {
    let mut environment = Environment::new();
    environment.set_debug(true);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(write_value);
    environment.set_fuel(Some(fuel));
    environment.remove_filter("safe");
    environment.add_filter("escape", escape_filter);
    environment.add_filter("e", escape_filter);
    environment.add_filter("grouped", words::grouped);
    environment.add_filter("unit", words::unit);
    environment.add_filter("runs_in_words", |ticks: Vec<Value>| runs_in_words(&ticks));
    environment.add_filter("css_string", |text: &str| Value::from_safe_string(css_string(text)));
    environment.add_global("style", Value::from_safe_string(STYLE_TEXT.to_owned()));
    environment.add_global("script", Value::from_safe_string(SCRIPT.clone()));
    for (name, text) in SHIPPED {
        environment.add_template(name, text)?;
    }
    if let Some(text) = template {
        environment.add_template(PACK_TEMPLATE, text)?;
    }
    Ok(environment)
}

/// What a signal came to in the last runs, runs in a row with the same outcome together:
/// `2026-11-01 to 2026-11-20, 4 runs: 3 tables; 2026-11-22: nothing found`.
fn runs_in_words(ticks: &[Value]) -> String {
    let told = |tick: &Value, name: &str| tick.get_attr(name).map(|value| value.to_string()).unwrap_or_default();
    let mut groups: Vec<(String, String, u64, String)> = Vec::new();
    for tick in ticks {
        let (on, words) = (told(tick, "on"), told(tick, "words"));
        let what = words.strip_prefix(&format!("{on}: ")).unwrap_or(&words).to_owned();
        match groups.last_mut().filter(|(_, _, _, last)| *last == what) {
            Some((_, until, runs, _)) => (*until, *runs) = (on, *runs + 1),
            None => groups.push((on.clone(), on, 1, what)),
        }
    }
    let group = |(from, until, runs, what): &(String, String, u64, String)| {
        let days = if from == until { from.clone() } else { format!("{from} to {until}") };
        let runs = if *runs > 1 { format!(", {runs} runs") } else { String::new() };
        format!("{days}{runs}: {what}")
    };
    groups.iter().map(group).collect::<Vec<_>>().join("; ")
}

/// Writes a value. Escapes whatever is not the output of a macro or a block, also where a template has turned
/// escaping off: there is no way to make a value markup.
fn write_value(output: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let write = |output: &mut Output<'_>, text: &str| output.write_str(text).map_err(Error::from);
    match value.as_str() {
        Some(text) if value.is_safe() => write(output, text),
        Some(text) => write(output, &escape(text)),
        // Undefined here is an `if` without `else`; the engine refuses a field that is not there before this.
        None if matches!(value.kind(), ValueKind::None | ValueKind::Undefined) => Ok(()),
        None => write(output, &escape(&value.to_string())),
    }
}

fn escape_filter(value: &Value) -> Value {
    match value.as_str() {
        Some(_) if value.is_safe() => value.clone(),
        Some(text) => Value::from_safe_string(escape(text).into_owned()),
        None => Value::from_safe_string(escape(&value.to_string()).into_owned()),
    }
}

/// Puts the policy first into the head, before anything it has to govern.
fn with_policy(page: String, file: &str) -> Result<String, TemplateError> {
    let Some(at) = page.find("<head>").map(|at| at + "<head>".len()) else {
        return Err(TemplateError::whole(
            file,
            "the page has no `<head>`",
            "write `<head>`, without attributes; the policy that protects readers is put there",
        ));
    };
    let policy = policy_element(&page, &SCRIPT);
    let (front, rest) = page.split_at(at);
    Ok(format!("{front}\n{policy}{rest}"))
}
