use review_core::accounting::{Records, Status};
use review_core::documents::RunDocument;
use review_core::finding::{Findings, Verdict};
use review_core::lane::Halt;
use review_core::result::Cell;

use super::{Attachment, FailedStep, Mail, MailInput, Occasion, SUBJECT_CHARACTERS_MAX, mail, test_mail};
use crate::input::ReportInput;
use crate::sample::sample_input;

const SECRET: &str = "select card_number from customers";

fn records(input: &ReportInput) -> Records {
    input.sections.iter().map(|section| (section.query.clone(), section.records.clone())).collect()
}

fn told<'a>(run: &'a RunDocument, records: &'a Records, findings: &'a Findings) -> MailInput<'a> {
    MailInput {
        run,
        records,
        findings: Some(findings),
        halt: None,
        failed: &[],
        comparison: None,
        classification: None,
        report: "https://reviews.example.com/sales/report.html",
        attachment: Attachment::None,
        folder: "reviews/sales",
    }
}

fn of_sample(change: impl Fn(&mut ReportInput), tell: impl for<'a> Fn(MailInput<'a>) -> MailInput<'a>) -> Mail {
    let mut input = sample_input();
    change(&mut input);
    let records = records(&input);
    mail(&tell(told(&input.run, &records, &input.findings)))
}

/// Everything ran: no record of a failure, nothing planned that has none.
fn well(input: &mut ReportInput) {
    input.sections.retain(|section| matches!(section.account.status, Status::Ok | Status::Findings));
    let kept: Vec<_> = input.sections.iter().map(|section| section.query.clone()).collect();
    for lane in input.run.plan.stages.iter_mut().flat_map(|stage| &mut stage.lanes) {
        lane.queries.retain(|query| kept.contains(&query.id));
    }
}

#[test]
fn the_text_form_is_as_agreed() {
    let mail =
        of_sample(|_| {}, |told| MailInput { halt: Some(Halt::Deadline), classification: Some("Internal"), ..told });
    insta::assert_snapshot!(format!("Subject: {}\n\n{}", mail.subject, mail.text));
}

/// The text of a piece of the page, as a reader sees it.
fn shown(markup: &str) -> String {
    let pieces = markup.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    pieces.collect::<String>().replace("&#x27;", "'").replace("&#39;", "'")
}

#[test]
fn the_facts_of_a_mail_are_the_head_of_the_report_in_the_same_words() {
    let no_window = |input: &mut ReportInput| {
        let window = input.findings.window.as_mut().expect("a window");
        (window.found, window.reason) = (None, Some("the column holds no moment".to_owned()));
        input.run.identity.time_zone = Some("UTC".to_owned());
        input.run.identity.databases.extend((0..9).map(|number| format!("d{number}")));
    };
    let unchanged: fn(&mut ReportInput) = |_| {};
    for change in [unchanged, no_window] {
        let mut input = sample_input();
        change(&mut input);
        let page = crate::html(&crate::model(&input, &crate::Limits::default()), None).expect("a page");
        let mail = of_sample(change, |told| told);
        for label in ["Started", "Address", "AWS", "Clock", "Rights", "Databases", "Window"] {
            let (_, rest) = page.split_once(&format!("<dt>{label}</dt><dd>")).expect(label);
            let fact = format!("\n{label}: {}\n", shown(rest.split_once("</dd>").expect("its end").0));
            assert!(mail.text.contains(&fact), "{fact} is not in {}", mail.text);
        }
    }
}

#[test]
fn a_report_that_is_too_large_to_attach_is_told_with_its_size() {
    let attachment = Attachment::TooLarge { kilobytes: 1_506, most: 1_500 };
    let mail = of_sample(|_| {}, |told| MailInput { attachment, ..told });
    let words = "(too large to attach: it would take 1,506 kB of the mail, and attach_kilobytes is 1,500)";
    assert!(mail.text.contains(words) && mail.html.contains(words), "{}", mail.text);
}

#[test]
fn the_subject_says_which() {
    let ready = of_sample(well, |told| told);
    assert_eq!(ready.occasion, Occasion::Ready);
    let subject = ready.subject;
    assert!(subject.starts_with("redshift-review sample-troubled: report ready: ") && subject.ends_with(" findings"));
    let errors = of_sample(|_| {}, |told| told);
    assert_eq!(errors.occasion, Occasion::Errors);
    assert_eq!(errors.subject, "redshift-review sample-troubled: errors persist in 2 of 6 queries, report ready");
    let halted = of_sample(|_| {}, |told| MailInput { halt: Some(Halt::Budget), ..told });
    assert_eq!(halted.subject, "redshift-review sample-troubled: ended by its budget of warehouse time, report ready");
    assert_eq!(halted.occasion, Occasion::Errors);
}

#[test]
fn a_subject_without_findings_says_what_was_not_judged_though_its_query_ran() {
    let with = |verdict: Verdict| {
        let silent = |input: &mut ReportInput| {
            well(input);
            let ran: Vec<_> = input.sections.iter().map(|section| section.query.name.clone()).collect();
            for signal in &mut input.findings.signals {
                signal.verdict = if ran.contains(&signal.query) { verdict.clone() } else { Verdict::Silent };
            }
        };
        of_sample(silent, |told| told).subject
    };
    assert!(with(Verdict::Silent).ends_with("report ready: no findings"), "{}", with(Verdict::Silent));
    let unseen = with(Verdict::NotEvaluated("it saw only what is the reviewer's own".to_owned()));
    assert!(unseen.contains("no findings, ") && unseen.ends_with(" not judged"), "{unseen}");
}

#[test]
fn a_report_that_could_not_be_made_is_told_with_the_way_on() {
    for (doing, judged) in [("judging", false), ("rendering", true)] {
        let failed = [FailedStep { doing, error: "the template".into(), remedy: "mend it".into() }];
        let input = sample_input();
        let records = records(&input);
        let told = told(&input.run, &records, &input.findings);
        let mail = mail(&MailInput { failed: &failed, findings: told.findings.filter(|_| judged), ..told });
        assert_eq!(mail.occasion, Occasion::NoReport);
        assert_eq!(mail.subject, format!("redshift-review sample-troubled: no report: {doing} failed"));
        assert!(mail.text.contains("the template\n    What to do: mend it"), "{}", mail.text);
        assert!(
            !mail.text.contains("report.html") && mail.text.contains("Queries: 6 queries planned"),
            "{}",
            mail.text
        );
        assert_eq!(mail.text.contains("Findings:"), judged, "nobody knows what would have been found");
    }
}

#[test]
fn no_row_of_a_result_and_no_quoted_text_is_in_a_mail() {
    let with_texts = |input: &mut ReportInput| {
        for cell in input.findings.signals.iter_mut().flat_map(|one| one.evidence.rows.iter_mut().flatten()) {
            *cell = Cell::Text(SECRET.to_owned());
        }
        for error in input.sections.iter_mut().flat_map(|one| &mut one.records).filter_map(|one| one.error.as_mut()) {
            error.message = format!("syntax error at or near \"{SECRET}\"\nLINE 1: {SECRET}");
        }
        let reason = Some(format!("cannot be read: \"{SECRET}\""));
        for measured in &mut input.findings.measures {
            (measured.value, measured.reason) = (None, reason.clone());
        }
        let window = input.findings.window.as_mut().expect("a window");
        (window.found, window.reason) = (None, reason);
        input.sections.iter_mut().for_each(|section| section.script = SECRET.to_owned());
    };
    let mail = of_sample(with_texts, |told| told);
    assert!(mail.text.contains("syntax error at or near"), "{}", mail.text);
    for form in [&mail.subject, &mail.text, &mail.html] {
        assert!(!form.contains("card_number") && !form.contains("customers"), "{form}");
    }
}

#[test]
fn names_cannot_add_a_field_or_markup() {
    let hostile = "sales\r\nBcc: x@evil.example\u{2028}<script>alert(1)</script>\"'&\u{202e}";
    let named = |input: &mut ReportInput| {
        input.run.identity.name = hostile.to_owned();
        input.run.pack = hostile.to_owned();
        input.findings.signals.iter_mut().for_each(|one| one.title = hostile.to_owned());
        let sections = input.sections.iter_mut().flat_map(|one| &mut one.records);
        sections.filter_map(|one| one.error.as_mut()).for_each(|error| error.message = hostile.to_owned());
    };
    let mail =
        of_sample(named, |told| MailInput { classification: Some(hostile), folder: hostile, report: hostile, ..told });
    assert!(!mail.subject.contains(['\r', '\n', '\u{2028}', '\u{202e}']), "{:?}", mail.subject);
    assert!(mail.text.lines().all(|line| !line.starts_with("Bcc:")), "{}", mail.text);
    assert!(!mail.html.contains("<script") && !mail.html.contains("href"), "{}", mail.html);
}

#[test]
fn a_subject_is_short_in_any_script_and_at_any_count() {
    for name in ["w".repeat(300), "Käse→漢字".repeat(40), "\u{1f9c0}".repeat(99)] {
        let mail = of_sample(|input| input.run.identity.name.clone_from(&name), |told| told);
        let subject = &mail.subject;
        assert!(subject.chars().count() <= SUBJECT_CHARACTERS_MAX, "{subject}");
        assert!(subject.ends_with("errors persist in 2 of 6 queries, report ready"), "{subject}");
    }
}

#[test]
fn the_html_form_says_the_same_and_loads_nothing() {
    let mail = of_sample(|_| {}, |told| MailInput { attachment: Attachment::Attached, ..told });
    let link = "<a href=\"https://reviews.example.com/sales/report.html\"";
    assert!(mail.html.contains(link) && mail.html.contains("(attached)"), "{}", mail.html);
    for forbidden in ["<script", "<img", "<style", "<link", "url(", "class=", "javascript:"] {
        assert!(!mail.html.contains(forbidden), "{forbidden}: {}", mail.html);
    }
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3).map(str::to_owned).collect()
    };
    let shown = words(&mail.html);
    let missing: Vec<_> =
        words(&mail.text).into_iter().filter(|word| word != "What" && !shown.contains(word)).collect();
    assert_eq!(missing, Vec::<String>::new());
    assert!(mail.html.len() < 20_000, "{} bytes", mail.html.len());
}

#[test]
fn a_test_mail_says_that_it_is_one() {
    let mail = test_mail("redshift-review 0.1.0");
    assert!(
        mail.subject.contains("test mail") && mail.text.contains("A test mail.") && mail.html.contains("reach you")
    );
}

#[test]
fn what_changed_is_told_where_it_is_known() {
    use review_core::comparison::{Side, compare};
    let input = sample_input();
    let earlier = Findings { signals: Vec::new(), ..input.findings.clone() };
    let scripts = std::collections::BTreeMap::new();
    let side = |findings| Side { run: &input.run, findings, scripts: &scripts, cut: &[], limited: &[] };
    let comparison = compare(side(&earlier), side(&input.findings));
    let records = records(&input);
    let mail = mail(&MailInput { comparison: Some(&comparison), ..told(&input.run, &records, &input.findings) });
    assert!(mail.text.contains(&format!("Since {}: ", comparison.before)), "{}", mail.text);
    assert!(mail.html.contains("Since "), "{}", mail.html);
}
