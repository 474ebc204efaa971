//! The script of the page: what can be told of it without a browser. That a page is whole without it, that it is the
//! only one the policy allows, and that it finds what it looks for.

use std::collections::BTreeSet;

use review_report::{Limits, html, model, sample_input};
use sha2::{Digest, Sha256};

use crate::page::{page, tags};

/// The script as it stands in a page.
fn script(page: &str) -> &str {
    let (_, rest) = page.split_once("<script>").expect("a script");
    rest.split_once("</script>").expect("its end").0
}

#[test]
fn the_policy_allows_the_script_as_it_stands_in_the_page() {
    let page = page(&sample_input());
    let text = script(&page);
    let (_, rest) = page.split_once("script-src 'sha256-").expect("a policy for scripts");
    let (hash, _) = rest.split_once('\'').expect("the end of the hash");
    let digits: Vec<u8> = hash.bytes().filter(|byte| *byte != b'=').map(sextet).collect();
    let bytes = digits.chunks(4).flat_map(|group| {
        let bits = group.iter().fold(0u32, |bits, digit| bits << 6 | u32::from(*digit)) << (6 * (4 - group.len()));
        bits.to_be_bytes()[1..group.len()].to_vec()
    });
    assert_eq!(bytes.collect::<Vec<u8>>(), Sha256::digest(text.as_bytes()).to_vec());
}

/// The value of a digit of base64.
fn sextet(digit: u8) -> u8 {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let at = DIGITS.iter().position(|each| *each == digit).expect("a digit of base64");
    u8::try_from(at).expect("below 64")
}

#[test]
fn the_script_writes_no_markup_asks_no_network_and_stays_small() {
    let page = page(&sample_input());
    let script = script(&page);
    for word in [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
        "fetch(",
        "XMLHttpRequest",
        "WebSocket",
        "sendBeacon",
        "import(",
        "</script",
        "<!--",
    ] {
        assert!(!script.contains(word), "{word}");
    }
    assert!(script.len() < 29_000, "{}", script.len());
}

#[test]
fn what_needs_the_script_is_not_seen_without_it() {
    let page = page(&sample_input());
    let (before, rest) = page.split_once("<div class=\"filters\" data-filters hidden>").expect("the hidden filters");
    let (inside, after) = rest.split_once("data-status role=\"status\"></p>\n</div>").expect("their end");
    assert!(inside.contains("<button") && inside.contains("<input"));
    for outside in [before, after] {
        assert!(!tags(outside).iter().any(|tag| matches!(tag.name.as_str(), "button" | "input" | "select")));
    }
}

#[test]
fn everything_that_was_found_stands_in_the_page_without_the_script() {
    let model = model(&sample_input(), &Limits::default());
    let page = html(&model, None).expect("a page");
    let (before, rest) = page.split_once("<script>").expect("a script");
    let (_, after) = rest.split_once("</script>").expect("its end");
    let page = format!("{before}{after}");
    for finding in &model.findings {
        assert!(page.contains(&finding.title) && page.contains(&format!("id=\"{}\"", finding.anchor)));
        for advice in &finding.recommendations {
            assert!(page.contains(&advice.text));
        }
    }
    for query in model.sections.iter().flat_map(|section| &section.queries) {
        assert!(page.contains(&format!("id=\"{}\"", query.anchor)));
    }
}

#[test]
fn the_script_finds_what_it_looks_for() {
    let page = page(&sample_input());
    let (script, tags) = (script(&page), tags(&page));
    let has = |name: &str| tags.iter().any(|tag| tag.attributes.iter().any(|(of, _)| of == name));
    for hook in ["data-filters", "data-search", "data-clear", "data-status", "data-tools", "data-chosen", "data-group"]
    {
        assert!(script.contains(hook) && has(hook), "{hook}");
    }
    let filters: BTreeSet<&str> = tags.iter().filter_map(|tag| tag.attribute("data-filter")).collect();
    for filter in ["severity:high", "severity:medium", "status:failed", "area:Table design"] {
        assert!(filters.contains(filter), "{filter}: {filters:?}");
    }
    let objects: Vec<&str> = tags.iter().filter_map(|tag| tag.attribute("data-object")).collect();
    assert!(
        objects.contains(&"dev.sales.fact_order_line") && objects.contains(&"sales.fact_order_line"),
        "{objects:?}"
    );
}
