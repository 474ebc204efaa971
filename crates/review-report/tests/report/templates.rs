//! A pack's own template.

use review_report::{DEFAULT_TEMPLATE, Limits, PACK_TEMPLATE, check_template, html, model, sample_input};

fn problem(template: &str) -> (u32, u32, String) {
    let error = check_template(template).expect_err("a template with a mistake");
    assert_eq!(error.file, PACK_TEMPLATE);
    assert!(!error.help.is_empty());
    (error.line, error.column, error.message)
}

#[test]
fn a_template_may_replace_one_block_of_the_shipped_one() {
    let template = format!(
        "{{% extends \"{DEFAULT_TEMPLATE}\" %}}\n{{% block header %}}<header><h1>Ours: {{{{ run.warehouse }}}}</h1></header>{{% endblock %}}"
    );
    assert_eq!(check_template(&template), Ok(()));
    let page = html(&model(&sample_input(), &Limits::default()), Some(&template)).expect("a page");
    assert!(page.contains("Ours: sample-troubled") && page.contains("id=\"finding-large-table-skewed\""));
}

/// What authors are told to begin with.
const STARTER: &str = include_str!("../../../../docs/report-template-starter.html");

#[test]
fn the_starter_template_can_be_used_as_it_is() {
    assert_eq!(check_template(STARTER), Ok(()));
    let page = html(&model(&sample_input(), &Limits::default()), Some(STARTER)).expect("a page");
    assert!(page.contains("id=\"finding-large-table-skewed\"") && page.contains("script-src 'sha256-"));
}

#[test]
fn a_template_without_the_shipped_script_may_run_none() {
    let template = "<head></head><script>f({{ summary.findings }})</script><p onclick='f()'>";
    let page = html(&model(&sample_input(), &Limits::default()), Some(template)).expect("a page");
    assert!(page.contains("script-src 'none'"), "{page}");
}

#[test]
fn a_template_may_be_written_from_nothing_and_still_carries_the_policy() {
    let template = "<html><head><style>p{}</style></head><p>{{ summary.verdict }}</p></html>";
    let page = html(&model(&sample_input(), &Limits::default()), Some(template)).expect("a page");
    let policy = page.find("Content-Security-Policy").expect("a policy");
    assert!(policy < page.find("<style>").expect("the style"));
    assert!(page.contains("default-src 'none'; style-src 'sha256-"));
}

#[test]
fn a_mistake_is_named_with_its_place() {
    assert_eq!(
        problem("<head>\n{{ run.warehose }}"),
        (2, 4, "undefined value: `run.warehose` is undefined".to_owned())
    );
    let (line, _, message) = problem("<head>\n\n{% for x in findings %}");
    assert_eq!(line, 3, "{message}");
    let (line, _, message) = problem("<head>{{ title | shout }}");
    assert!(line == 1 && message.contains("shout"), "{message}");
    let (line, _, message) = problem("{% extends \"other.html\" %}");
    assert!(line == 1 && message.contains("other.html"), "{message}");
    assert_eq!(problem("<p>no head</p>").0, 0);
    let (line, _, message) = problem("<head>{% import 'parts.html' as part %}{{ part.table(run, 'x', false) }}");
    assert!(line == 0 && message.contains("`data.rows` is undefined, in the shipped `parts.html`"), "{message}");
}

#[test]
fn a_mistake_in_a_branch_that_a_run_without_findings_takes_is_found() {
    let (line, _, message) = problem("<head>\n{% if not findings %}{{ run.nothing }}{% endif %}");
    assert!(line == 2 && message.contains("nothing"), "{message}");
}

#[test]
fn no_template_can_make_a_value_markup() {
    let (_, _, message) = problem("<head>{{ title | safe }}");
    assert!(message.contains("safe"), "{message}");
    let template =
        "<head>{% autoescape false %}{{ run.warehouse }}{% endautoescape %}{{ run.user | e }}{{ run.user | upper }}";
    let mut input = sample_input();
    input.run.identity.name = "<evil>".to_owned();
    input.run.identity.user = "<worse>".to_owned();
    let page = html(&model(&input, &Limits::default()), Some(template)).expect("a page");
    assert!(page.ends_with("&lt;evil&gt;&lt;worse&gt;&lt;WORSE&gt;"), "{page}");
}

#[test]
fn a_template_that_never_ends_is_stopped() {
    let all = "range(9999)";
    let (_, _, message) = problem(&format!(
        "<head>{{% for a in {all} %}}{{% for b in {all} %}}{{% for c in {all} %}}{{% endfor %}}{{% endfor %}}{{% endfor %}}"
    ));
    assert!(message.contains("fuel"), "{message}");
}

#[test]
fn an_error_becomes_a_diagnostic() {
    let error = check_template("<head>\n{{ run.warehose }}").expect_err("a mistake");
    assert_eq!(error.excerpt, "{{ run.warehose }}");
    let diagnostic = error.diagnostic("C099");
    assert_eq!((diagnostic.place.line, diagnostic.place.column, diagnostic.place.length), (2, 4, 12));
    assert_eq!(diagnostic.code, "C099");
}

#[test]
fn an_error_about_the_template_as_a_whole_names_no_line() {
    let told = |template: &str| check_template(template).expect_err("a mistake").to_string();
    assert_eq!(told("<p>{{ title }}</p>"), "templates/report.html: the page has no `<head>`");
    assert!(told("<head></head>{{ title").starts_with("templates/report.html:1:"), "{}", told("<head></head>{{ title"));
}
