//! The forms of names in a pack. Names become file names, SQL placeholders and command line arguments, so their
//! forms are narrow.

use crate::codes::Code;
use crate::problems::Problem;
use crate::tree::{Reader, Span};

/// One form of name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NameForm {
    /// What is named, with its article.
    pub(crate) what: &'static str,
    /// The form, in words.
    pub(crate) form: &'static str,
    fits: fn(&str) -> bool,
}

/// A pack, workflow, signal or recommendation: `large-table-skewed`.
const fn kebab(what: &'static str) -> NameForm {
    NameForm { what, form: "lower-case letters, digits and `-`, a letter first, at most 64", fits: is_kebab }
}

/// A column, threshold or parameter: `tbl_rows`.
const fn snake(what: &'static str) -> NameForm {
    NameForm { what, form: "lower-case letters, digits and `_`, a letter or `_` first, at most 64", fits: is_snake }
}

/// A warehouse of a fleet, or a tag of one: `Sales.EU-1`.
const fn label(what: &'static str) -> NameForm {
    NameForm { what, form: "letters, digits, `-`, `_` and `.`, a letter or digit first, at most 64", fits: is_label }
}

pub(crate) const PACK: NameForm = kebab("a pack");
pub(crate) const WORKFLOW: NameForm = kebab("a workflow");
pub(crate) const SIGNAL: NameForm = kebab("a signal");
pub(crate) const RECOMMENDATION: NameForm = kebab("a recommendation");
pub(crate) const COLUMN: NameForm = snake("a column");
pub(crate) const THRESHOLD: NameForm = snake("a threshold");
pub(crate) const PARAMETER: NameForm = snake("a parameter");
pub(crate) const WAREHOUSE: NameForm = label("a warehouse");
pub(crate) const TAG: NameForm = label("a tag");

const LENGTH_MAX: usize = 64;

impl NameForm {
    /// Whether `name` has this form; reports when it has not.
    pub(crate) fn check(self, name: &str, reader: Reader<'_>, span: Span) -> bool {
        let fits = (self.fits)(name);
        if !fits {
            let message = format!("`{name}` is not a name for {}", self.what);
            reader.add(
                Problem::new(Code::InvalidName, reader.place(span), message)
                    .label("not of the form")
                    .help(format!("use {}", self.form)),
            );
        }
        fits
    }
}

fn is_kebab(name: &str) -> bool {
    let rest = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    name.len() <= LENGTH_MAX && name.starts_with(|first: char| first.is_ascii_lowercase()) && name.bytes().all(rest)
}

fn is_snake(name: &str) -> bool {
    let first = |char: char| char.is_ascii_lowercase() || char == '_';
    let rest = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    name.len() <= LENGTH_MAX && name.starts_with(first) && name.bytes().all(rest)
}

fn is_label(name: &str) -> bool {
    let rest = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    name.len() <= LENGTH_MAX && name.starts_with(|first: char| first.is_ascii_alphanumeric()) && name.bytes().all(rest)
}
