//! Bars of names, lying: a long name has a line of its own, also on a narrow page.

use super::data::Data;
use super::scale::Measure;
use super::svg::{Anchor, Svg};

/// Pixels of the line with the name.
const NAME: f64 = 16.0;
/// Pixels of a bar, and of a bar of several.
const BAR: f64 = 9.0;
const BAR_BESIDE: f64 = 14.0;
/// Pixels between two names.
const BETWEEN: f64 = 10.0;
/// The part of the width that bars may take when a number stands at the end of each.
const PART_BESIDE: f64 = 0.72;
/// The widest name that is shown whole, in letters; on a page of 320 pixels the number still stands beside it.
const LETTERS_MAX: usize = 30;

/// A drawing of names.
pub(super) struct Ranks<'a> {
    pub(super) stacked: bool,
    pub(super) names: &'a [String],
    pub(super) data: &'a Data,
    pub(super) measure: &'a Measure,
    /// The least and the greatest thing drawn, in the pack's unit.
    pub(super) range: (f64, f64),
    pub(super) anchor: &'a str,
}

impl Ranks<'_> {
    /// Whether the bars of a name lie one below the other.
    fn beside(&self) -> bool {
        !self.stacked && self.data.series.len() > 1
    }

    fn row(&self) -> f64 {
        let bars = if self.beside() { BAR_BESIDE * self.data.series.len() as f64 } else { BAR };
        NAME + bars + BETWEEN
    }

    /// The height of the drawing in pixels.
    pub(super) fn height(&self) -> f64 {
        self.row() * self.names.len() as f64
    }

    /// Draws into an open drawing.
    pub(super) fn draw(&self, svg: &mut Svg) {
        for (at, name) in self.names.iter().enumerate() {
            let y = self.row() * at as f64;
            svg.text("", 0.0, y + 12.0, Anchor::Start, &shown(name));
            match self.beside() {
                true => self.bars_beside(svg, at, y + NAME),
                false => self.stack(svg, at, y),
            }
        }
    }

    /// Where a value stands, as a part of the width.
    fn x(&self, value: f64) -> f64 {
        let (low, high) = (self.range.0.min(0.0), self.range.1.max(0.0));
        let span = if high > low { high - low } else { 1.0 };
        (value - low) / span
    }

    fn stack(&self, svg: &mut Svg, at: usize, y: f64) {
        let (mut low, mut high, mut any) = (0.0, 0.0, false);
        for (index, series) in self.data.series.iter().enumerate() {
            let Some(value) = series.marks.get(at).and_then(|mark| mark.value()) else { continue };
            any = true;
            let end: &mut f64 = if value < 0.0 { &mut low } else { &mut high };
            let from = *end;
            *end += value;
            svg.bar(self.anchor, index, (self.x(from), self.x(*end)), y + NAME, BAR);
        }
        let text = if any { self.measure.number(low + high) } else { "NULL".to_owned() };
        svg.text("peak", 1.0, y + 12.0, Anchor::End, &text);
    }

    fn bars_beside(&self, svg: &mut Svg, at: usize, y: f64) {
        for (index, series) in self.data.series.iter().enumerate() {
            let y = y + BAR_BESIDE * index as f64;
            let value = series.marks.get(at).and_then(|mark| mark.value());
            if let Some(value) = value {
                let ends = (PART_BESIDE * self.x(0.0), PART_BESIDE * self.x(value));
                svg.bar(self.anchor, index, ends, y + 1.0, BAR_BESIDE - 3.0);
            }
            let text = value.map_or_else(|| "NULL".to_owned(), |value| self.measure.number(value));
            svg.text("peak", 1.0, y + 10.0, Anchor::End, &text);
        }
    }
}

/// A name as far as there is room; letters of East Asian scripts are twice as wide.
fn shown(name: &str) -> String {
    let mut room = LETTERS_MAX;
    let mut shown = String::new();
    for letter in name.chars() {
        let wide = if u32::from(letter) >= 0x1100 { 2 } else { 1 };
        let Some(left) = room.checked_sub(wide) else {
            shown.push('\u{2026}');
            break;
        };
        room = left;
        shown.push(letter);
    }
    if shown.trim().is_empty() { "(empty)".to_owned() } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_where_the_room_ends() {
        assert_eq!(shown("sales"), "sales");
        assert_eq!(shown(&"x".repeat(31)), format!("{}\u{2026}", "x".repeat(30)));
        assert_eq!(shown(&"\u{6f22}".repeat(16)), format!("{}\u{2026}", "\u{6f22}".repeat(15)));
        assert_eq!(shown(" "), "(empty)");
    }
}
