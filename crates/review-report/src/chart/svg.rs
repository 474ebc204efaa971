//! The pieces of a drawing as SVG: every text escaped, every number written in one way.

use std::fmt::Write as _;

use crate::escape::escape;

/// How the series after the first are filled: stripes (how high, how far apart) on a paler ground. The stripes lie
/// along the drawing, so that they stay what they are when it is stretched.
const STRIPES: [(f64, f64); 4] = [(5.0, 8.0), (1.5, 3.0), (1.0, 7.0), (0.0, 8.0)];
/// How the lines after the first are broken.
const DASHES: [&str; 4] = ["7 3", "2 3", "9 3 2 3", "4 2"];

/// SVG while it is written.
#[derive(Debug, Default)]
pub(super) struct Svg(String);

/// Where a text begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    /// So that a text at this part of the width does not leave it.
    pub(super) fn within(at: f64, margin: f64) -> Self {
        match at {
            at if at < margin => Self::Start,
            at if at > 1.0 - margin => Self::End,
            _ => Self::Middle,
        }
    }

    const fn attribute(self) -> &'static str {
        match self {
            Self::Start => "",
            Self::Middle => " text-anchor=\"middle\"",
            Self::End => " text-anchor=\"end\"",
        }
    }
}

impl Svg {
    /// A drawing as wide as its place, `height` pixels high, with its text for those who do not see it.
    pub(super) fn open(class: &str, height: f64, anchor: &str, title: &str, description: &str) -> Self {
        let (anchor, title, description) = (escape(anchor), escape(title), escape(description));
        let height = short(height);
        Self(format!(
            "<svg class=\"{class}\" width=\"100%\" height=\"{height}\" role=\"img\" aria-labelledby=\"{anchor}-title\" \
             aria-describedby=\"{anchor}-desc\"><title id=\"{anchor}-title\">{title}</title><desc \
             id=\"{anchor}-desc\">{description}</desc>"
        ))
    }

    /// The patterns of all series but the first.
    pub(super) fn patterns(&mut self, anchor: &str, series: usize) {
        if series < 2 {
            return;
        }
        self.0.push_str("<defs>");
        (1..series).for_each(|index| self.pattern(anchor, index));
        self.0.push_str("</defs>");
    }

    fn pattern(&mut self, anchor: &str, index: usize) {
        let (high, apart) = STRIPES[(index - 1) % STRIPES.len()];
        let (anchor, high, apart) = (escape(anchor), short(high), short(apart));
        let _ = write!(
            self.0,
            "<pattern id=\"{anchor}-p{index}\" width=\"8\" height=\"{apart}\" patternUnits=\"userSpaceOnUse\"><rect \
             class=\"c{index} pale\" width=\"8\" height=\"{apart}\"/><rect class=\"c{index}\" width=\"8\" \
             height=\"{high}\"/></pattern>"
        );
    }

    /// Opens a part that is stretched to the width: `width` units wide, `height` pixels high, `y` pixels from the top.
    pub(super) fn open_stretched(&mut self, y: f64, width: f64, height: f64) {
        let (y, width, height) = (short(y), short(width), short(height));
        let _ = write!(
            self.0,
            "<svg y=\"{y}\" width=\"100%\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             preserveAspectRatio=\"none\">"
        );
    }

    /// A line over the whole width.
    pub(super) fn rule(&mut self, class: &str, y: f64) {
        let y = short(y);
        let _ = write!(self.0, "<line class=\"{class}\" x2=\"100%\" y1=\"{y}\" y2=\"{y}\"/>");
    }

    /// A short upright line at a part of the width.
    pub(super) fn notch(&mut self, at: f64, from: f64, to: f64) {
        let (at, from, to) = (percent(at), short(from), short(to));
        let _ = write!(self.0, "<line class=\"zero\" x1=\"{at}\" x2=\"{at}\" y1=\"{from}\" y2=\"{to}\"/>");
    }

    /// A text left of the drawing.
    pub(super) fn text_before(&mut self, y: f64, text: &str) {
        let _ = write!(self.0, "<text x=\"-8\" y=\"{}\" text-anchor=\"end\">{}</text>", short(y), escape(text));
    }

    /// A text at a part of the width.
    pub(super) fn text(&mut self, class: &str, at: f64, y: f64, anchor: Anchor, text: &str) {
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        let (at, y) = (percent(at), short(y));
        let _ = write!(self.0, "<text{class} x=\"{at}\" y=\"{y}\"{}>{}</text>", anchor.attribute(), escape(text));
    }

    /// A bar over a part of the width.
    pub(super) fn bar(&mut self, anchor: &str, index: usize, (from, to): (f64, f64), y: f64, height: f64) {
        let (x, width) = (percent(from.min(to)), percent((to - from).abs()));
        let (fill, y, height) = (fill(anchor, index), short(y), short(height));
        let _ = write!(self.0, "<rect {fill} x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>");
    }

    /// Filled shapes of a series.
    pub(super) fn shapes(&mut self, anchor: &str, index: usize, path: &str) {
        if !path.is_empty() {
            let _ = write!(self.0, "<path {} d=\"{path}\"/>", fill(anchor, index));
        }
    }

    /// The line of a series, as thick at every width, and the points of it that stand alone.
    pub(super) fn line(&mut self, index: usize, path: &str, dots: &str) {
        if !path.is_empty() {
            let _ = write!(
                self.0,
                "<path class=\"l{index}\"{} vector-effect=\"non-scaling-stroke\" d=\"{path}\"/>",
                dash(index)
            );
        }
        if !dots.is_empty() {
            let _ = write!(self.0, "<path class=\"l{index} dot\" vector-effect=\"non-scaling-stroke\" d=\"{dots}\"/>");
        }
    }

    pub(super) fn close(&mut self) {
        self.0.push_str("</svg>");
    }

    /// The whole drawing.
    pub(super) fn finish(mut self) -> String {
        self.close();
        self.0
    }
}

fn fill(anchor: &str, index: usize) -> String {
    match index {
        0 => "class=\"c0\"".to_owned(),
        _ => format!("fill=\"url(#{}-p{index})\"", escape(anchor)),
    }
}

fn dash(index: usize) -> String {
    let dash = index.checked_sub(1).map(|index| DASHES[index % DASHES.len()]);
    dash.map_or_else(String::new, |dash| format!(" stroke-dasharray=\"{dash}\""))
}

/// A sample of how a series is drawn; decoration, its name stands beside it.
pub(super) fn swatch(anchor: &str, index: usize, is_line: bool) -> String {
    let inside = match is_line {
        true => format!("<path class=\"l{index}\"{} d=\"M0 6h22\"/>", dash(index)),
        false => format!("<rect {} width=\"22\" height=\"12\"/>", fill(anchor, index)),
    };
    format!("<svg class=\"sw\" width=\"22\" height=\"12\" aria-hidden=\"true\">{inside}</svg>")
}

/// A number of pixels or units, to the tenth.
pub(super) fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// A part of the width.
fn percent(at: f64) -> String {
    let text = format!("{:.2}", (at * 100.0).clamp(0.0, 100.0));
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}
