//! Reads JSON into the tree. A file that calls itself JSON must be JSON: a YAML reader would let trailing commas,
//! comments and bare words through, and other tools that read the file would not.

use super::source::Broken;
use super::{Entry, Node, Scalar, Source, Span, Style, Value, scalar};
use crate::limits::DEPTH_MAX;
use crate::model::Literal;

/// The one value of a JSON file.
pub(super) fn read(source: &Source) -> Result<Node, Broken> {
    let mut reader = Json { chars: &source.chars, at: 0 };
    let node = reader.value(0)?;
    reader.blank();
    match reader.peek() {
        None => Ok(node),
        Some(_) => Err(reader.wrong("something follows the end of the JSON value", "take it out")),
    }
}

struct Json<'a> {
    chars: &'a [char],
    at: usize,
}

impl Json<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
    }

    fn wrong(&self, message: &str, help: &str) -> Broken {
        let found = match self.peek() {
            Some(char) if char.is_control() => format!("{message}; found `{}`", char.escape_debug()),
            Some(char) => format!("{message}; found `{char}`"),
            None => format!("{message}; the file ends here"),
        };
        Broken::syntax(self.at, found, help)
    }

    fn value(&mut self, depth: usize) -> Result<Node, Broken> {
        self.blank();
        let start = self.at;
        if depth > DEPTH_MAX {
            return Err(Broken::too_deep(start));
        }
        let value = match self.peek() {
            Some('{') => self.map(depth)?,
            Some('[') => self.list(depth)?,
            Some('"') => {
                let text = self.string()?;
                Value::Scalar(Scalar { literal: Literal::Text(text.clone()), text, style: Style::Double })
            }
            _ => self.bare()?,
        };
        Ok(Node { value, span: Span { start, end: self.at } })
    }

    fn map(&mut self, depth: usize) -> Result<Value, Broken> {
        self.at += 1;
        let mut entries = Vec::new();
        self.blank();
        if self.closes('}') {
            return Ok(Value::Map(entries));
        }
        loop {
            self.blank();
            let start = self.at;
            if self.peek() != Some('"') {
                return Err(
                    self.wrong("a key in double quotes belongs here", "quote the key; JSON allows no trailing comma")
                );
            }
            let key = self.string()?;
            let key_span = Span { start, end: self.at };
            self.blank();
            if !self.closes(':') {
                return Err(self.wrong("a `:` belongs between key and value", "put a `:` here"));
            }
            entries.push(Entry { key, key_span, value: self.value(depth + 1)? });
            self.blank();
            if self.closes('}') {
                return Ok(Value::Map(entries));
            }
            if !self.closes(',') {
                return Err(self.wrong("a `,` or `}` belongs here", "separate entries by `,` and close the map by `}`"));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, Broken> {
        self.at += 1;
        let mut items = Vec::new();
        self.blank();
        if self.closes(']') {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.blank();
            if self.closes(']') {
                return Ok(Value::List(items));
            }
            if !self.closes(',') {
                return Err(self.wrong("a `,` or `]` belongs here", "separate items by `,` and close the list by `]`"));
            }
        }
    }

    /// Takes `char` if it is next.
    fn closes(&mut self, char: char) -> bool {
        let is_next = self.peek() == Some(char);
        self.at += usize::from(is_next);
        is_next
    }

    fn bare(&mut self) -> Result<Value, Broken> {
        let start = self.at;
        while self.peek().is_some_and(|char| char.is_ascii_alphanumeric() || matches!(char, '-' | '+' | '.' | '_')) {
            self.at += 1;
        }
        let text: String = self.chars[start..self.at].iter().collect();
        let literal = match text.as_str() {
            "null" => Literal::Null,
            "true" => Literal::Boolean(true),
            "false" => Literal::Boolean(false),
            _ if is_json_number(&text) => Literal::Number(text.clone()),
            _ => {
                self.at = start;
                return Err(self.wrong(
                    "a JSON value belongs here",
                    "write text in double quotes, or a number, true, false, null",
                ));
            }
        };
        Ok(Value::Scalar(Scalar { literal, text, style: Style::Plain }))
    }

    fn string(&mut self) -> Result<String, Broken> {
        let opened = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            match self.peek() {
                None => return Err(Broken::syntax(opened, "this text is never closed", "close it with a `\"`")),
                Some('"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some('\\') => text.push(self.escape()?),
                Some(char) if (char as u32) < 0x20 => {
                    return Err(
                        self.wrong("a control character stands in a text", "write it as an escape such as `\\n`")
                    );
                }
                Some(char) => {
                    text.push(char);
                    self.at += 1;
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Broken> {
        let escaped = self.chars.get(self.at + 1).copied();
        let char = match escaped {
            Some('"') => '"',
            Some('\\') => '\\',
            Some('/') => '/',
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => return self.unicode_escape(),
            _ => return Err(self.wrong("JSON has no such escape", "write a backslash as `\\\\`")),
        };
        self.at += 2;
        Ok(char)
    }

    fn unicode_escape(&mut self) -> Result<char, Broken> {
        let (high, low) = (self.hex(self.at + 2), self.hex(self.at + 8));
        let is_pair = self.chars.get(self.at + 6) == Some(&'\\') && self.chars.get(self.at + 7) == Some(&'u');
        let (char, length) = match (high, low) {
            (Some(high @ 0xD800..=0xDBFF), Some(low @ 0xDC00..=0xDFFF)) if is_pair => {
                (char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)), 12)
            }
            (Some(code), _) => (char::from_u32(code), 6),
            (None, _) => (None, 6),
        };
        let char =
            char.ok_or_else(|| self.wrong("this escape names no character", "write `\\u` and four hex digits"))?;
        self.at += length;
        Ok(char)
    }

    fn hex(&self, at: usize) -> Option<u32> {
        let digits = self.chars.get(at..at + 4)?;
        digits.iter().try_fold(0, |value, digit| Some(value * 16 + digit.to_digit(16)?))
    }
}

/// JSON is stricter than the core schema: no plus sign, no leading zero.
fn is_json_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let leading_zero = unsigned.starts_with('0') && unsigned[1..].starts_with(|next: char| next.is_ascii_digit());
    scalar::is_number(text) && !text.starts_with('+') && !leading_zero
}
