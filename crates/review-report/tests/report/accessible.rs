//! What can be told of accessibility without a browser.

use std::collections::{BTreeMap, BTreeSet};

use review_report::sample_input;

use crate::page::{page, tags};

const STYLE: &str = include_str!("../../templates/style.css");

#[test]
fn every_place_is_unique_and_every_link_into_the_page_leads_somewhere() {
    let tags = tags(&page(&sample_input()));
    let mut places = BTreeSet::new();
    for id in tags.iter().filter_map(|tag| tag.attribute("id")) {
        assert!(places.insert(id), "{id} twice");
    }
    for tag in &tags {
        let targets = [tag.attribute("href").and_then(|href| href.strip_prefix('#')), tag.attribute("aria-labelledby")];
        for target in targets.into_iter().flatten() {
            assert!(places.contains(target), "{target} is nowhere");
        }
    }
}

#[test]
fn there_are_landmarks_a_language_and_a_way_past_the_contents() {
    let tags = tags(&page(&sample_input()));
    for landmark in ["header", "nav", "main", "footer", "h1"] {
        assert_eq!(tags.iter().filter(|tag| tag.name == landmark).count(), 1, "{landmark}");
    }
    assert_eq!(tags.iter().find(|tag| tag.name == "html").and_then(|tag| tag.attribute("lang")), Some("en"));
    let first = tags.iter().find(|tag| tag.name == "a").expect("a link");
    assert_eq!((first.attribute("class"), first.attribute("href")), (Some("skip"), Some("#findings")));
}

#[test]
fn every_table_has_a_caption_scopes_and_a_frame_that_the_keyboard_reaches() {
    let tags = tags(&page(&sample_input()));
    for (index, table) in tags.iter().enumerate().filter(|(_, tag)| tag.name == "table") {
        assert_eq!(tags[index + 1].name, "caption", "{table:?}");
        assert_eq!(
            (tags[index - 1].attribute("role"), tags[index - 1].attribute("tabindex")),
            (Some("region"), Some("0"))
        );
        assert!(tags[index - 1].attribute("aria-label").is_some());
    }
    assert!(tags.iter().filter(|tag| tag.name == "th").all(|tag| tag.attribute("scope").is_some()));
}

#[test]
fn every_image_has_a_text_or_is_hidden_from_readers() {
    for tag in tags(&page(&sample_input())).iter().filter(|tag| tag.name == "svg") {
        // A part of a drawing is told of by the whole.
        if tag.attribute("preserveaspectratio").is_some() && tag.attribute("role").is_none() {
            continue;
        }
        let is_told = tag.attribute("aria-label").is_some() || tag.attribute("aria-labelledby").is_some();
        let has_text = tag.attribute("role") == Some("img") && is_told;
        assert!(has_text || tag.attribute("aria-hidden") == Some("true"), "{tag:?}");
    }
}

/// The colours of the light and of the dark theme.
fn themes() -> [BTreeMap<&'static str, [f64; 3]>; 2] {
    let light = STYLE.split("--sans").next().expect("the light colours");
    let dark = STYLE.split("prefers-color-scheme:dark").nth(1).and_then(|rest| rest.split("}}").next());
    [light, dark.expect("the dark colours")].map(|text| text.split("--").filter_map(colour).collect())
}

fn colour(declaration: &'static str) -> Option<(&'static str, [f64; 3])> {
    let (name, value) = declaration.split_once(":#")?;
    let channel = |at: usize| u8::from_str_radix(value.get(at..at + 2)?, 16).ok().map(f64::from);
    Some((name, [channel(0)?, channel(2)?, channel(4)?]))
}

/// The contrast of two colours as WCAG 2 defines it.
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let linear = |channel: f64| {
        let channel = channel / 255.0;
        if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = |[r, g, b]: [f64; 3]| 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    a.max(b) / a.min(b)
}

#[test]
fn the_dark_theme_is_one_whether_the_system_or_the_reader_asks_for_it() {
    let mut blocks = STYLE.match_indices("--bg:#101418").map(|(at, _)| STYLE[at..].split('}').next());
    let first = blocks.next().expect("the dark colours");
    assert_eq!(blocks.collect::<Vec<_>>(), [first]);
}

#[test]
fn every_text_can_be_read_on_every_ground_in_both_themes() {
    for theme in themes() {
        let of = |name: &str| *theme.get(name).unwrap_or_else(|| panic!("--{name} is missing"));
        let words = ["ink", "ink2", "ink3", "acc", "cri", "hig", "med", "low", "inf", "ok", "bad"];
        let mut pairs: Vec<(&str, &str)> = words.iter().flat_map(|word| [(*word, "bg"), (*word, "accbg")]).collect();
        pairs.extend([
            ("ink", "sf"),
            ("ink3", "sf"),
            ("ink", "sf2"),
            ("ink", "medbg"),
            ("ink", "badbg"),
            ("ink", "mark"),
        ]);
        pairs.extend([("ink3", "mark"), ("on", "acc"), ("ink3", "sf2")]);
        for (text, ground) in pairs {
            let contrast = contrast(of(text), of(ground));
            assert!(contrast >= 4.5, "--{text} on --{ground}: {contrast:.2}");
        }
    }
}

#[test]
fn every_series_of_a_chart_can_be_seen_in_both_themes() {
    for theme in themes() {
        for series in ["c0", "c1", "c2", "c3", "c4"] {
            // WCAG 2.2, 1.4.11: 3 to 1 for what is needed to understand a graphic.
            let contrast = contrast(theme[series], theme["bg"]);
            assert!(contrast >= 3.0, "--{series}: {contrast:.2}");
        }
    }
}
