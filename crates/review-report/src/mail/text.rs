//! The text form of a mail.

use super::sheet::{Body, Part, Sheet};
use super::subject::one_line;

pub(super) fn text(sheet: &Sheet) -> String {
    let mut lines: Vec<String> = Vec::new();
    lines.extend(sheet.classification.clone());
    lines.push(format!("{}.", sheet.title));
    lines.extend(sheet.paragraphs.iter().map(|paragraph| one_line(paragraph)));
    if !sheet.facts.is_empty() {
        lines.push(String::new());
    }
    lines.extend(sheet.facts.iter().map(|(label, value)| format!("{label}: {}", one_line(value))));
    for part in &sheet.parts {
        lines.push(String::new());
        let body = body(part);
        lines.push(format!("{}{}", one_line(&part.heading), if body.is_empty() { '.' } else { ':' }));
        lines.extend(body);
        lines.extend(part.rest.as_ref().map(|rest| format!("  {rest}")));
    }
    lines.push(String::new());
    lines.push("-- ".to_owned());
    lines.push(one_line(&sheet.footer));
    lines.join("\n") + "\n"
}

fn body(part: &Part) -> Vec<String> {
    match &part.body {
        Body::Table { columns, rows } => rows.iter().map(|cells| row(columns, cells)).collect(),
        Body::Numbered(steps) => {
            (1..).zip(steps).map(|(number, step)| format!("  {number}. {}", one_line(step))).collect()
        }
    }
}

/// The cells one after another; what to do stands on a line of its own.
fn row(columns: &[&str], cells: &[String]) -> String {
    let each = columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
    let (remedies, others): (Vec<_>, Vec<_>) = each.partition(|(column, _)| **column == "what to do");
    let told: Vec<String> = others.iter().map(|(_, cell)| one_line(cell)).collect();
    let remedies: String = remedies.iter().map(|(_, cell)| format!("\n    What to do: {}", one_line(cell))).collect();
    format!("  {}{remedies}", told.join(": "))
}
