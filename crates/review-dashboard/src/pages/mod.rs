//! Pages: what is known, in the look of the report. Pure, but for what time it is, which is an argument.

mod fleet;
mod live;
mod message;

use minijinja::value::{Serde, Value};
use review_report::look;
use serde::Serialize;

pub(crate) use fleet::run_href;
pub use fleet::{FleetPage, Links, StartPanel, StartRow, fleet_page, static_fleet_page};
pub(crate) use live::{live, run_page};
pub(crate) use message::message_page;

const FRAME: &str = include_str!("../../templates/frame.html");
const FLEET: &str = include_str!("../../templates/fleet.html");
const LIVE: &str = include_str!("../../templates/live.html");
const RUN: &str = include_str!("../../templates/run.html");
const MESSAGE: &str = include_str!("../../templates/message.html");
const STYLE: &str = include_str!("../../templates/style.css");
const SCRIPT: &str = include_str!("../../templates/script.js");

/// Why a page cannot be written: a mistake of ours.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the page: {0:#}")]
pub struct PageError(#[from] minijinja::Error);

/// Where a content security policy for a page is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Served: the policy is a header, and the page has a script.
    Served,
    /// A file: the policy stands in the page, and there is no script.
    File,
}

fn render(template: &str, kind: Kind, model: &impl Serialize) -> Result<String, PageError> {
    let mut environment = look::environment()?;
    let pages = [
        ("frame.html", FRAME),
        ("fleet.html", FLEET),
        ("live.html", LIVE),
        ("run.html", RUN),
        ("message.html", MESSAGE),
    ];
    for (name, text) in pages {
        environment.add_template(name, text)?;
    }
    let style = Value::from_safe_string(format!("{}{STYLE}", style_of_reports(&environment)));
    let policy = (kind == Kind::File).then(|| file_policy(style.as_str().unwrap_or_default()));
    environment.add_global("style", style);
    environment.add_global("policy", policy);
    environment.add_global("script", (kind == Kind::Served).then(|| Value::from_safe_string(SCRIPT.to_owned())));
    Ok(environment.get_template(template)?.render(Value::from(Serde(model)))?)
}

fn style_of_reports(environment: &minijinja::Environment<'_>) -> String {
    let style = environment.globals().find(|(name, _)| *name == "style");
    style.map(|(_, value)| value.to_string()).unwrap_or_default()
}

fn file_policy(style: &str) -> String {
    let style = look::hash_source(style);
    format!("default-src 'none'; style-src {style}; base-uri 'none'; form-action 'none'")
}

/// The content security policy of every page that is served: its own style sheet and script and nothing else; it
/// listens to this server, and sends forms to it.
pub(crate) fn served_policy() -> Result<String, PageError> {
    let style = format!("{}{STYLE}", style_of_reports(&look::environment()?));
    Ok(format!(
        "default-src 'none'; style-src {}; script-src {}; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
        look::hash_source(&style),
        look::hash_source(SCRIPT)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_of_the_report_has_every_colour_that_the_pages_use() {
        let of_reports = style_of_reports(&look::environment().expect("an engine"));
        let used: Vec<&str> = STYLE.split("var(").skip(1).filter_map(|rest| rest.split(')').next()).collect();
        assert!(used.len() > 20, "{used:?}");
        for name in used {
            assert!(of_reports.contains(&format!("{name}:")), "{name} is gone from the report's style sheet");
        }
    }

    #[test]
    fn a_page_as_a_file_allows_its_style_sheet_and_nothing_else() {
        let page =
            FleetPage { base: "reviews", runs: &[], now: review_core::Timestamp::from_micros(0), links: &Nowhere };
        let html = static_fleet_page(&page).expect("a page");
        let style = html.split("<style>").nth(1).and_then(|rest| rest.split("</style>").next()).expect("a style sheet");
        let policy = format!("default-src 'none'; style-src {};", look::hash_source(style));
        assert!(html.replace("&#39;", "'").contains(&policy), "{html}");
        assert!(!html.contains("<script") && !html.contains("<form") && !html.contains("href=\"/"), "{html}");
    }

    struct Nowhere;

    impl Links for Nowhere {
        fn run(&self, _: &str, _: &str, _: &crate::fleet::Square) -> Option<String> {
            None
        }

        fn report(&self, _: &str, _: &str, _: &crate::fleet::Square) -> Option<String> {
            None
        }
    }
}
