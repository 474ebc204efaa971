//! Reads YAML into the tree, event by event, without recursion.

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span as EventSpan};

use super::source::Broken;
use super::{Entry, Node, Scalar, Source, Span, Style, Value, scalar};
use crate::codes::Code;
use crate::limits::DEPTH_MAX;
use crate::model::Literal;

/// The one document of a YAML file. An empty file reads as nothing.
pub(super) fn read(source: &Source) -> Result<Node, Broken> {
    let mut builder = Builder::default();
    let mut parser = Parser::new_from_str(&source.text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| syntax(&error))?;
        builder.take(event, stretch(span))?;
    }
    Ok(builder.root.unwrap_or_else(|| nothing(Span::default())))
}

fn syntax(error: &ScanError) -> Broken {
    // The scanner has a bound of its own, and reads ahead of the events that we count.
    if error.info().contains("recursion limit") {
        return Broken::too_deep(error.marker().index());
    }
    let help = "mend it here or on the line before: indentation, quotes and brackets are the usual reasons";
    Broken::syntax(error.marker().index(), format!("this is not YAML: {}", error.info()), help)
}

fn stretch(span: EventSpan) -> Span {
    Span { start: span.start.index(), end: span.end.index() }
}

fn nothing(span: Span) -> Node {
    Node { value: Value::Scalar(Scalar { literal: Literal::Null, text: String::new(), style: Style::Plain }), span }
}

/// A list or map that is still open.
enum Open {
    List { start: usize, items: Vec<Node> },
    Map { start: usize, entries: Vec<Entry>, key: Option<(String, Span)> },
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Broken> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) => self.document(span),
            Event::Alias(_) => Err(fancy(span, "an alias", "write the value out where it is used")),
            Event::Scalar(text, style, anchor, tag) => {
                plain_only(anchor, tag.is_some(), span)?;
                let style = style_of(style);
                let literal = match style {
                    Style::Plain => scalar::meaning(&text),
                    _ => Literal::Text(text.clone().into_owned()),
                };
                self.finish(Node { value: Value::Scalar(Scalar { literal, text: text.into_owned(), style }), span })
            }
            Event::SequenceStart(anchor, tag) => {
                plain_only(anchor, tag.is_some(), span)?;
                self.begin(Open::List { start: span.start, items: Vec::new() }, span)
            }
            Event::MappingStart(anchor, tag) => {
                plain_only(anchor, tag.is_some(), span)?;
                self.begin(Open::Map { start: span.start, entries: Vec::new(), key: None }, span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
        }
    }

    fn document(&mut self, span: Span) -> Result<(), Broken> {
        self.documents += 1;
        if self.documents > 1 {
            return Err(fancy(span, "a second document", "take out the `---`; one file is one document"));
        }
        Ok(())
    }

    fn begin(&mut self, open: Open, span: Span) -> Result<(), Broken> {
        if self.open.len() >= DEPTH_MAX {
            return Err(Broken::too_deep(span.start));
        }
        if let Some(Open::Map { key: None, .. }) = self.open.last() {
            return Err(Broken::syntax(span.start, "a list or map cannot be a key", "use text as the key"));
        }
        self.open.push(open);
        Ok(())
    }

    fn close(&mut self, span: Span) -> Result<(), Broken> {
        let node = match self.open.pop() {
            None => return Ok(()),
            Some(Open::List { start, items }) => {
                Node { value: Value::List(items), span: Span { start, end: span.end.max(start) } }
            }
            Some(Open::Map { start, entries, .. }) => {
                Node { value: Value::Map(with_whole_decimals(entries)), span: Span { start, end: span.end.max(start) } }
            }
        };
        self.finish(node)
    }

    fn finish(&mut self, node: Node) -> Result<(), Broken> {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Map { entries, key, .. }) => match (key.take(), node.value) {
                (Some((key, key_span)), value) => {
                    entries.push(Entry { key, key_span, value: Node { value, span: node.span } });
                }
                (None, Value::Scalar(scalar)) => *key = Some((scalar.text, node.span)),
                (None, Value::List(_) | Value::Map(_)) => {
                    return Err(Broken::syntax(
                        node.span.start,
                        "a list or map cannot be a key",
                        "use text as the key",
                    ));
                }
            },
        }
        Ok(())
    }
}

/// `{ rows: decimal(38,0) }` is how people write it, and to YAML the comma ends the value: it reads `decimal(38`
/// and then a key `0)` without a value. No key of a pack ends in a parenthesis, so both are put together again.
fn with_whole_decimals(entries: Vec<Entry>) -> Vec<Entry> {
    let mut whole: Vec<Entry> = Vec::with_capacity(entries.len());
    for entry in entries {
        match whole.last_mut() {
            Some(before) if is_decimal_cut_off(before) && is_rest_of_decimal(&entry) => join(before, &entry),
            _ => whole.push(entry),
        }
    }
    whole
}

fn is_decimal_cut_off(entry: &Entry) -> bool {
    let Value::Scalar(Scalar { text, style: Style::Plain, .. }) = &entry.value.value else { return false };
    text.strip_prefix("decimal(").is_some_and(|digits| digits.trim().bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_rest_of_decimal(entry: &Entry) -> bool {
    let is_nothing = matches!(&entry.value.value, Value::Scalar(scalar) if scalar.literal == Literal::Null);
    let digits = entry.key.strip_suffix(')');
    is_nothing && digits.is_some_and(|digits| digits.trim().bytes().all(|byte| byte.is_ascii_digit()))
}

fn join(before: &mut Entry, rest: &Entry) {
    if let Value::Scalar(scalar) = &mut before.value.value {
        scalar.text = format!("{},{}", scalar.text, rest.key);
        scalar.literal = Literal::Text(scalar.text.clone());
        before.value.span.end = rest.key_span.end;
    }
}

fn style_of(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::Single,
        ScalarStyle::DoubleQuoted => Style::Double,
        ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
    }
}

fn plain_only(anchor: usize, tagged: bool, span: Span) -> Result<(), Broken> {
    if anchor != 0 {
        return Err(fancy(span, "an anchor", "write the value out where it is used"));
    }
    if tagged {
        return Err(fancy(span, "a tag", "take out the `!...`; quote the value if it is text"));
    }
    Ok(())
}

fn fancy(span: Span, what: &str, help: &str) -> Broken {
    Broken { code: Code::FancyYaml, span, message: format!("{what} has no meaning in a pack"), help: help.to_owned() }
}
