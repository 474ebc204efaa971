//! The HTML form of a mail: tables and inline styles, since mail clients drop the rest. No script, no image, no style
//! sheet. Every value goes through [`escape`]; there is no other way to add one.

use std::fmt::Write as _;

use super::sheet::{Body, Part, Sheet};
use crate::escape::escape;
use crate::links::to_address;

const BODY: &str = "margin:0;padding:16px;background:#ffffff;color:#1b1f24;font:15px/1.45 Arial,Helvetica,sans-serif";
const FRAME: &str = "width:100%;max-width:760px;border-collapse:collapse";
const CLASSIFIED: &str = "margin:0 0 12px;padding:6px 10px;background:#1b1f24;color:#ffffff;font-weight:bold";
const HEADING: &str = "margin:0 0 10px;font-size:20px;line-height:1.3";
const PART: &str = "margin:22px 0 6px;font-size:16px";
const PARAGRAPH: &str = "margin:0 0 10px";
const TABLE: &str = "width:100%;border-collapse:collapse;font-size:14px";
const HEAD_CELL: &str = "padding:5px 8px;border-bottom:2px solid #57606a;text-align:left;vertical-align:bottom";
const CELL: &str = "padding:5px 8px;border-bottom:1px solid #d0d7de;text-align:left;vertical-align:top";
const LABEL: &str = "padding:2px 12px 2px 0;color:#57606a;font-weight:normal;text-align:left;vertical-align:top";
const VALUE: &str = "padding:2px 0;vertical-align:top;word-break:break-word";
const LINK: &str = "color:#0550ae";
const FOOTER: &str = "margin:24px 0 0;color:#57606a;font-size:13px";

pub(super) fn html(sheet: &Sheet) -> String {
    let mut page = Page(String::with_capacity(8_192));
    page.raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
    page.text(&sheet.title);
    page.raw("</title></head>\n");
    page.open("body", BODY);
    page.raw("<table role=\"presentation\" style=\"");
    page.raw(FRAME);
    page.raw("\"><tr><td>\n");
    if let Some(line) = &sheet.classification {
        page.element("p", CLASSIFIED, line);
    }
    page.element("h1", HEADING, &sheet.title);
    sheet.paragraphs.iter().for_each(|paragraph| page.element("p", PARAGRAPH, paragraph));
    facts(&mut page, sheet);
    sheet.parts.iter().for_each(|one| part(&mut page, one));
    page.element("p", FOOTER, &sheet.footer);
    page.raw("</td></tr></table>\n</body></html>\n");
    page.0
}

fn facts(page: &mut Page, sheet: &Sheet) {
    if sheet.facts.is_empty() {
        return;
    }
    page.open("table", TABLE);
    for (label, value) in &sheet.facts {
        page.raw("<tr>");
        page.open_with("th", "scope=\"row\"", LABEL);
        page.text(label);
        page.raw("</th>");
        page.open("td", VALUE);
        page.linked(value);
        page.raw("</td></tr>\n");
    }
    page.raw("</table>\n");
}

fn part(page: &mut Page, part: &Part) {
    page.element("h2", PART, &part.heading);
    match &part.body {
        Body::Table { rows, .. } if rows.is_empty() => {}
        Body::Table { columns, rows } => table(page, columns, rows),
        Body::Numbered(steps) => {
            page.raw("<ol>\n");
            steps.iter().for_each(|step| page.element("li", PARAGRAPH, step));
            page.raw("</ol>\n");
        }
    }
    if let Some(rest) = &part.rest {
        page.element("p", PARAGRAPH, rest);
    }
}

fn table(page: &mut Page, columns: &[&str], rows: &[Vec<String>]) {
    page.open("table", TABLE);
    page.raw("<tr>");
    for column in columns {
        page.open_with("th", "scope=\"col\"", HEAD_CELL);
        page.text(column);
        page.raw("</th>");
    }
    page.raw("</tr>\n");
    for row in rows {
        page.raw("<tr>");
        for (column, cell) in columns.iter().zip(row) {
            let style = if *column == "severity" { severity(cell) } else { CELL.to_owned() };
            page.open("td", &style);
            page.text(cell);
            page.raw("</td>");
        }
        page.raw("</tr>\n");
    }
    page.raw("</table>\n");
}

/// The word stands there, so the colour only helps.
fn severity(word: &str) -> String {
    let colour = match word {
        "critical" => "#a40e26",
        "high" => "#bc4c00",
        "medium" => "#7d4e00",
        _ => "#57606a",
    };
    format!("{CELL};color:{colour};font-weight:bold")
}

/// A page that grows. Only [`raw`](Self::raw) takes markup, and only from this file.
struct Page(String);

impl Page {
    fn raw(&mut self, markup: &'static str) {
        self.0.push_str(markup);
    }

    fn text(&mut self, text: &str) {
        self.0.push_str(&escape(text));
    }

    fn open(&mut self, element: &str, style: &str) {
        let _ = write!(self.0, "<{element} style=\"{}\">", escape(style));
    }

    fn open_with(&mut self, element: &str, attribute: &'static str, style: &str) {
        let _ = write!(self.0, "<{element} {attribute} style=\"{}\">", escape(style));
    }

    fn element(&mut self, element: &str, style: &str, text: &str) {
        self.open(element, style);
        self.text(text);
        let _ = writeln!(self.0, "</{element}>");
    }

    /// The text, as a link where it is, or begins with, a web address.
    fn linked(&mut self, text: &str) {
        let (first, rest) = text.split_once(' ').map_or((text, ""), |(first, rest)| (first, rest));
        let Some(link) = to_address(first) else { return self.text(text) };
        let _ = write!(self.0, "<a href=\"{}\" style=\"{LINK}\">", escape(&link.href));
        self.text(first);
        self.raw("</a> ");
        self.text(rest);
    }
}
