//! Names: reserved words, lengths, and columns without one.

use sqlparser::ast::{Expr, Ident, SelectItem, TableFactor};
use sqlparser::tokenizer::Token;

use super::Family;
use crate::look::schema_and_name;
use crate::report::Report;
use crate::rule::{D263, D265, D342};
use crate::site::{Block, Position, Site};
use crate::walk::span_or;
use sqlparser::ast::Spanned;

pub(super) const FAMILY: Family = Family { expr, select, ..Family::NOTHING };

/// Words that Redshift reserves and others do not, or not in these places ("Reserved words"). Those that are values
/// when they stand alone, such as USER and OID, are left out.
const RESERVED: [&str; 52] = [
    "aes128",
    "aes256",
    "allowoverwrite",
    "az64",
    "backup",
    "blanksasnull",
    "bytedict",
    "bzip2",
    "column",
    "credentials",
    "deflate",
    "defrag",
    "delta",
    "delta32k",
    "disable",
    "emptyasnull",
    "enable",
    "encrypt",
    "encryption",
    "explicit",
    "globaldict256",
    "globaldict64k",
    "gzip",
    "identity",
    "ignore",
    "lun",
    "luns",
    "lzo",
    "lzop",
    "minus",
    "mostly13",
    "mostly32",
    "mostly8",
    "new",
    "off",
    "offline",
    "old",
    "open",
    "parallel",
    "partition",
    "percent",
    "permissions",
    "raw",
    "recover",
    "resort",
    "respect",
    "snapshot",
    "system",
    "table",
    "tag",
    "tdes",
    "wallet",
];
const NAME_BYTES_MAX: usize = 127;

fn is_reserved(name: &Ident) -> bool {
    name.quote_style.is_none() && RESERVED.iter().any(|word| name.value.eq_ignore_ascii_case(word))
}

fn expr(expr: &Expr, _: &Site<'_>, report: &mut Report<'_>) {
    match expr {
        Expr::Identifier(name) => {
            if is_reserved(name) {
                reserved(name, "as a name", report);
            }
            length(name, report);
        }
        Expr::CompoundIdentifier(parts) => parts.iter().for_each(|part| length(part, report)),
        _ => {}
    }
}

fn select(block: &Block<'_>, report: &mut Report<'_>) {
    for item in &block.select.projection {
        match item {
            SelectItem::ExprWithAlias { alias, .. } => {
                if is_reserved(alias) && !follows_as(alias, report) {
                    reserved(alias, "as an alias without AS", report);
                }
                length(alias, report);
            }
            SelectItem::UnnamedExpr(expr) if block.position == Position::Top && !has_own_name(expr) => {
                let span = span_or(expr.span(), block.select.span());
                let message = "a column without a name: Redshift makes one up, and not the one others do";
                report.add(&D342, span, message, "write AS name");
            }
            _ => {}
        }
    }
    for factor in block.factors() {
        let (TableFactor::Table { alias, .. } | TableFactor::Derived { alias, .. }) = factor else { continue };
        if let Some(alias) = alias.as_ref().filter(|alias| !alias.explicit) {
            let name = &alias.name;
            if is_reserved(name) {
                reserved(name, "as an alias without AS", report);
            }
        }
        if let TableFactor::Table { name, .. } = factor {
            let (_, word) = schema_and_name(name);
            if word.len() > NAME_BYTES_MAX {
                report.add(&D265, name.span(), "a name of more than 127 bytes", "shorten it");
            }
        }
    }
}

fn reserved(name: &Ident, how: &str, report: &mut Report<'_>) {
    let message = format!("the reserved word `{}` {how}", name.value);
    report.add(&D263, name.span, message, format!("write \"{}\" in double quotes, or another name", name.value));
}

fn follows_as(alias: &Ident, report: &Report<'_>) -> bool {
    let before = report.script.before(alias.span);
    matches!(before, Some(Token::Word(word)) if word.quote_style.is_none() && word.value.eq_ignore_ascii_case("as"))
}

fn length(name: &Ident, report: &mut Report<'_>) {
    if name.value.len() > NAME_BYTES_MAX {
        report.add(&D265, name.span, "a name of more than 127 bytes", "shorten it");
    }
}

fn has_own_name(expr: &Expr) -> bool {
    // A column that is cast keeps its name.
    match expr {
        Expr::Identifier(_) | Expr::CompoundIdentifier(_) => true,
        Expr::Cast { expr, .. } => has_own_name(expr),
        _ => false,
    }
}
