//! `recommendations.yaml`: what to do about findings.

use std::collections::BTreeMap;

use review_core::diagnostic::Place;
use review_core::finding::{Effort, Recommendation, RemedyCost};
use review_dialect::sql::{Offsets, Stretch, tokens};
use sqlparser::tokenizer::{Token, TokenWithSpan};

use crate::codes::Code;
use crate::files::Files;
use crate::names;
use crate::problems::{Problem, Problems};
use crate::tree::{Entry, Fields, Node, Reader, Scalar};

pub(crate) const KEYS: [&str; 8] = ["title", "text", "effort", "cost", "try", "undo", "links", "fix"];

/// A recommendation as far as it could be read.
#[derive(Debug)]
pub(crate) struct DeclaredRecommendation {
    /// Where its id stands.
    pub(crate) place: Place,
    /// The columns its fix names, each with its place.
    pub(crate) fix_columns: Vec<(String, Place)>,
    /// The recommendation, when nothing of it is wrong.
    pub(crate) recommendation: Option<Recommendation>,
}

/// The recommendations by id. `None` when the file cannot be read, so that nothing is said of the ids in it.
pub(crate) fn read(files: &Files<'_>, problems: &Problems) -> Option<BTreeMap<String, DeclaredRecommendation>> {
    let Some(path) = files.one_of("recommendations") else { return Some(BTreeMap::new()) };
    let source = files.source(&path)?;
    let tree = source.tree(problems)?;
    let reader = Reader { source: &source, problems };
    let entries = reader.map(&tree, "the file of recommendations")?;
    Some(entries.iter().map(|entry| (entry.key.clone(), declared(reader, entry))).collect())
}

fn declared(reader: Reader<'_>, entry: &Entry) -> DeclaredRecommendation {
    names::RECOMMENDATION.check(&entry.key, reader, entry.key_span);
    let fields = reader.fields(&entry.value, "a recommendation", &KEYS);
    let fix = fields.and_then(|fields| fields.get("fix"));
    let fix = fix.and_then(|node| Some((node, reader.text(node, "`fix`")?)));
    if let Some((node, scalar)) = fix {
        refuse_destroying(reader, node, scalar);
    }
    DeclaredRecommendation {
        place: reader.place(entry.key_span),
        fix_columns: fix.map(|(node, scalar)| fix_columns(reader, node, scalar)).unwrap_or_default(),
        recommendation: fields.and_then(|fields| recommendation(reader, &entry.key, fields)),
    }
}

fn recommendation(reader: Reader<'_>, id: &str, fields: Fields<'_>) -> Option<Recommendation> {
    let title = fields.required_text("title");
    let text = fields.required_text("text");
    let efforts = Effort::ALL.map(Effort::word);
    let effort = fields
        .required("effort")
        .and_then(|node| reader.word(node, "effort", Code::UnknownEffortOrCost, &efforts, Effort::from_word));
    let cost = costs(reader, fields);
    let links = links(reader, fields);
    let optional = |key: &str, what: &str| {
        let text = fields.get(key).and_then(|node| reader.text(node, what))?;
        Some(text.text.trim_end().to_owned())
    };
    let try_first = optional("try", "`try`");
    let undo = optional("undo", "`undo`");
    let fix = fields.get("fix").and_then(|node| match &node.value {
        crate::tree::Value::Scalar(scalar) => Some(scalar.text.trim_end().to_owned()),
        _ => None,
    });
    Some(Recommendation {
        id: id.to_owned(),
        title: title?.to_owned(),
        text: text?.trim_end().to_owned(),
        effort: effort?,
        cost,
        try_first,
        undo,
        links,
        fix,
    })
}

fn costs(reader: Reader<'_>, fields: Fields<'_>) -> Vec<RemedyCost> {
    let words = RemedyCost::ALL.map(RemedyCost::word);
    let items = fields.get("cost").and_then(|node| reader.list(node, "`cost`")).unwrap_or_default();
    let read = |item| reader.word(item, "cost", Code::UnknownEffortOrCost, &words, RemedyCost::from_word);
    items.iter().filter_map(read).collect()
}

fn links(reader: Reader<'_>, fields: Fields<'_>) -> Vec<String> {
    let links = fields.get("links").map(|node| reader.texts(node, "a link")).unwrap_or_default();
    let is_good = |link: &str| {
        let address = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
        address.is_some_and(|rest| !rest.is_empty() && !rest.contains(|char: char| char.is_whitespace() || char == '"'))
    };
    for (link, node) in links.iter().filter(|(link, _)| !is_good(link)) {
        reader.add(
            Problem::new(Code::LinkNotHttp, reader.place(node.span), format!("`{link}` is not a web address"))
                .label("not http or https")
                .help("write the full address, beginning with https://"),
        );
    }
    links.into_iter().map(|(link, _)| link.to_owned()).collect()
}

/// Every `{column}` of a fix.
fn fix_columns(reader: Reader<'_>, node: &Node, scalar: &Scalar) -> Vec<(String, Place)> {
    let places = reader.source.places_within(node, scalar);
    let chars: Vec<char> = scalar.text.chars().collect();
    let mut columns = Vec::new();
    let mut opened = None;
    for (at, char) in chars.iter().enumerate() {
        match (char, opened) {
            ('{', _) => opened = Some(at),
            ('}', Some(start)) => {
                let name: String = chars[start + 1..at].iter().collect();
                columns.push((name, places.place(start, at + 1 - start)));
                opened = None;
            }
            _ => {}
        }
    }
    columns
}

/// A fix is copied and run by people in a hurry: nothing in it may destroy what is not kept elsewhere.
fn refuse_destroying(reader: Reader<'_>, node: &Node, scalar: &Scalar) {
    let Ok(tokens) = tokens(&scalar.text) else { return };
    let places = reader.source.places_within(node, scalar);
    let offsets = Offsets::new(&scalar.text);
    for (word, at) in destroying(&tokens, &offsets) {
        let place = places.place(at.start, at.length);
        reader.add(
            Problem::new(Code::FixDestroys, place, format!("the fix holds `{word}`"))
                .label("destroys data or objects")
                .help("describe this step in `text`, and leave it to the reader to write it"),
        );
    }
}

fn destroying(tokens: &[TokenWithSpan], offsets: &Offsets) -> Vec<(String, Stretch)> {
    let mut found = Vec::new();
    let mut before = String::new();
    let (mut is_first, mut revokes) = (true, false);
    for token in tokens {
        let Token::Word(word) = &token.token else {
            if token.token == Token::SemiColon {
                before.clear();
                (is_first, revokes) = (true, false);
            }
            continue;
        };
        let upper = if word.quote_style.is_none() { word.value.to_ascii_uppercase() } else { String::new() };
        revokes |= is_first && upper == "REVOKE";
        is_first = false;
        let destroys = match upper.as_str() {
            // Here the words name rights that are taken away; no row and no object goes with them.
            _ if revokes => false,
            "DROP" | "TRUNCATE" => true,
            // `VACUUM DELETE ONLY` reclaims space of rows that are gone already.
            "DELETE" => before != "VACUUM",
            _ => false,
        };
        if destroys {
            found.push((upper.clone(), offsets.stretch(token.span)));
        }
        before = upper;
    }
    found
}
