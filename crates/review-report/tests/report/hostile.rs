//! Whatever the names, texts and links of a run hold, they stay text.

use std::collections::BTreeSet;

use review_report::sample_input;

use crate::page::{page, tags};
use crate::poison::poisoned;

const ATTACKS: [&str; 12] = [
    "<script>alert(1)</script>",
    "</script><evil>",
    "\"><evil onevil=\"x",
    "' onevil='x",
    "</style></title></textarea><evil>",
    "<!--<evil>",
    "]]><evil>",
    "{{ 7 * 7 }}{% raw %}<evil>",
    "&lt;evil&gt;<evil>&amp;",
    "a\u{2028}b\u{202e}c\u{200f}d\0e\r<evil>",
    "<svg/onload=alert(1)>",
    "javascript:alert(document.domain)//https://x",
];

fn shapes(page: &str) -> BTreeSet<(String, Vec<String>)> {
    let names = |attributes: Vec<(String, String)>| attributes.into_iter().map(|(name, _)| name).collect();
    tags(page).into_iter().map(|tag| (tag.name, names(tag.attributes))).collect()
}

#[test]
fn no_element_and_no_attribute_comes_from_data() {
    let benign: BTreeSet<_> =
        shapes(&page(&poisoned("harmless"))).union(&shapes(&page(&sample_input()))).cloned().collect();
    for attack in ATTACKS {
        let page = page(&poisoned(attack));
        let strange: Vec<_> = shapes(&page).difference(&benign).cloned().collect();
        assert_eq!(strange, [], "{attack:?}");
        assert!(!page.contains("<evil"), "{attack:?}");
    }
}

#[test]
fn every_link_leads_into_the_page_the_folder_or_the_web() {
    for attack in ATTACKS {
        for tag in tags(&page(&poisoned(attack))) {
            let Some(href) = tag.attribute("href") else { continue };
            let is_file = || {
                ["csv/", "results/", "errors/", "scripts/"].iter().any(|folder| href.starts_with(folder))
                    || ["run-manifest.json", "findings.json"].contains(&href)
            };
            assert!(href.starts_with('#') || href.starts_with("https://docs.aws.amazon.com/") || is_file(), "{href}");
            assert!(!href.contains(".."), "{href}");
        }
    }
}

#[test]
fn nothing_hides_and_nothing_turns_the_text() {
    let page = page(&poisoned("a\u{202e}b\u{2028}c\u{200b}d\0e\u{2066}f"));
    assert!(page.contains("a⟨U+202E⟩b⟨U+2028⟩c⟨U+200B⟩d⟨U+0000⟩e⟨U+2066⟩f"));
    assert!(!page.contains(['\u{202e}', '\u{2028}', '\u{200b}', '\0', '\u{2066}']));
}

#[test]
fn there_is_nothing_to_load_and_nothing_to_run_but_the_shipped_script() {
    let scripts: Vec<_> = tags(&page(&sample_input())).into_iter().filter(|tag| tag.name == "script").collect();
    assert_eq!((scripts.len(), scripts[0].attributes.len()), (1, 0));
    for tag in tags(&page(&sample_input())) {
        assert!(!matches!(tag.name.as_str(), "link" | "img" | "iframe" | "object" | "embed" | "base" | "form"));
        for (name, value) in &tag.attributes {
            assert!(!name.starts_with("on") && !matches!(name.as_str(), "style" | "src" | "srcset"), "{name}={value}");
        }
        if tag.name == "a" && tag.attribute("href").is_some_and(|href| href.starts_with("http")) {
            assert!(tag.attribute("rel").is_some_and(|rel| rel.contains("noopener")));
        }
    }
}
