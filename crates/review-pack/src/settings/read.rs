//! Text to settings, with every problem and its place.

use chrono::NaiveDate;
use review_core::diagnostic::{Diagnostic, Level};
use review_core::settings::{ObjectMatch, Ownership, SETTINGS_FORMAT, Settings, Suppression};

use super::CheckedSettings;
use crate::codes::Code;
use crate::mail::{self, MailSettings};
use crate::names;
use crate::problems::{Problem, Problems};
use crate::tree::{Fields, Node, Reader, Source};

/// The keys of the file.
pub(crate) const FILE_KEYS: [&str; 5] = ["$schema", "classification", "suppressions", "owners", "mail"];
/// The keys of a suppression.
pub(crate) const SUPPRESSION_KEYS: [&str; 5] = ["signal", "object", "reason", "owner", "until"];
/// The keys of an owner.
pub(crate) const OWNER_KEYS: [&str; 2] = ["owner", "object"];

/// Checks a settings file (JSON when its name says so, else YAML): all of it, whatever is wrong with one entry.
pub fn check_settings(path: &str, bytes: &[u8]) -> CheckedSettings {
    let problems = Problems::default();
    let read = Source::read(path, bytes, &problems).and_then(|source| {
        let tree = source.tree(&problems)?;
        settings(Reader { source: &source, problems: &problems }, &tree)
    });
    let (settings, mail) = read.unzip();
    let diagnostics = problems.into_diagnostics();
    let is_error = |diagnostic: &Diagnostic| diagnostic.level == Level::Error;
    let is_good = !diagnostics.iter().any(is_error);
    CheckedSettings { settings: settings.filter(|_| is_good), mail: mail.flatten().filter(|_| is_good), diagnostics }
}

fn settings(reader: Reader<'_>, tree: &Node) -> Option<(Settings, Option<MailSettings>)> {
    let fields = reader.fields(tree, "the settings", &FILE_KEYS)?;
    let classification = fields.get("classification").and_then(|node| reader.text(node, "`classification`"));
    let list = |key: &str| fields.get(key).and_then(|node| reader.list(node, &format!("`{key}`"))).unwrap_or_default();
    let mail = fields.get("mail").and_then(|node| mail::read(reader, node));
    let settings = Settings {
        format: SETTINGS_FORMAT,
        classification: classification.map(|line| line.text.trim().to_owned()),
        suppressions: list("suppressions").iter().filter_map(|node| suppression(reader, node)).collect(),
        owners: list("owners").iter().filter_map(|node| owner(reader, node)).collect(),
    };
    Some((settings, mail))
}

fn suppression(reader: Reader<'_>, node: &Node) -> Option<Suppression> {
    let fields = reader.fields(node, "a suppression", &SUPPRESSION_KEYS)?;
    let text = |key: &'static str| fields.required_text(key).map(|text| text.trim().to_owned());
    let (signal, reason, owner) = (text("signal"), text("reason"), text("owner"));
    let until = fields.required("until").and_then(|node| day(reader, node));
    Some(Suppression { signal: signal?, object: object(reader, fields), reason: reason?, owner: owner?, until: until? })
}

fn owner(reader: Reader<'_>, node: &Node) -> Option<Ownership> {
    let fields = reader.fields(node, "an owner", &OWNER_KEYS)?;
    let owner = fields.required_text("owner").map(str::to_owned);
    Some(Ownership { object: object(reader, fields), owner: owner? })
}

/// A pattern for each column.
fn object(reader: Reader<'_>, fields: Fields<'_>) -> ObjectMatch {
    let entries = fields.get("object").and_then(|node| reader.map(node, "`object`")).unwrap_or_default();
    let columns = entries.iter().filter_map(|entry| {
        let is_named = names::COLUMN.check(&entry.key, reader, entry.key_span);
        let pattern = reader.scalar(&entry.value, &format!("the pattern of `{}`", entry.key))?;
        is_named.then(|| (entry.key.clone(), pattern.text.clone()))
    });
    ObjectMatch { columns: columns.collect() }
}

/// A day; one that no calendar has would never come.
fn day(reader: Reader<'_>, node: &Node) -> Option<String> {
    let scalar = reader.scalar(node, "`until`")?;
    let is_day = scalar.text.len() == 10 && NaiveDate::parse_from_str(&scalar.text, "%Y-%m-%d").is_ok();
    if !is_day {
        reader.add(
            Problem::new(Code::NotADay, reader.place(node.span), format!("`{}` is not a day", scalar.text))
                .label("not a day of the calendar")
                .help("write the last day on which it holds, such as 2027-01-31"),
        );
        return None;
    }
    Some(scalar.text.clone())
}
