//! Text to HTML: nothing of a run is ever markup, and nothing of it hides.

use std::borrow::Cow;

/// Escapes `text` for element content and for attributes in double or single quotes, and makes visible what would
/// be invisible or would turn the reading direction.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(needs_a_look) {
        return Cow::Borrowed(text);
    }
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            hidden if is_hidden(hidden) => html.push_str(&format!("\u{27e8}U+{:04X}\u{27e9}", u32::from(hidden))),
            plain => html.push(plain),
        }
    }
    Cow::Owned(html)
}

/// How much of the beginning of `text` takes at most so many bytes once it is escaped, in bytes of `text`.
pub(crate) fn fitting(text: &str, bytes: usize) -> usize {
    let mut left = bytes;
    for (at, character) in text.char_indices() {
        let own = &text[at..at + character.len_utf8()];
        match left.checked_sub(escape(own).len()) {
            Some(after) => left = after,
            None => return at,
        }
    }
    text.len()
}

/// `text` for between the quotes of a string in a style sheet: whatever is not a plain letter, digit or sign is
/// written by its number, so that it ends neither the string nor the element; shortened to what has room in the margin
/// of a sheet.
pub(crate) fn css_string(text: &str) -> String {
    const MOST: usize = 80;
    let shown: String = if text.chars().nth(MOST).is_some() {
        text.chars().take(MOST - 1).chain(['\u{2026}']).collect()
    } else {
        text.to_owned()
    };
    let mut css = String::with_capacity(shown.len());
    for character in shown.chars() {
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | '.' | ',' | ':' | '_' | '-' => css.push(character),
            hidden if is_hidden(hidden) || hidden.is_whitespace() => {
                css.push_str(&format!("U+{:04X}", u32::from(hidden)))
            }
            other => css.push_str(&format!("\\{:x} ", u32::from(other))),
        }
    }
    css
}

/// Whether a byte is a character to escape, a control character, or the first byte of a character past U+007F
/// that may be hidden (U+0080 to U+FFFF).
const fn needs_a_look(byte: u8) -> bool {
    matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'' | 0..=8 | 11..=31 | 127 | 0xc2 | 0xd8 | 0xe1 | 0xe2 | 0xef)
}

/// Whether a character has no shape of its own or turns what stands around it: control characters but tab and line
/// feed, line and paragraph separators, zero-width spaces, and the marks of writing direction. The joiners U+200C
/// and U+200D stay: scripts need them.
pub(crate) fn is_hidden(character: char) -> bool {
    match character {
        '\t' | '\n' => false,
        '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' => true,
        '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}' => true,
        other => other.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text() {
        assert_eq!(escape("<a b=\"c\" d='e'>&"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
        assert!(matches!(escape("plain äöü 漢字"), Cow::Borrowed(_) | Cow::Owned(_)));
        assert_eq!(escape("plain äöü 漢字 é"), "plain äöü 漢字 é");
    }

    #[test]
    fn what_would_hide_is_shown_by_its_number() {
        assert_eq!(escape("a\u{202e}b"), "a⟨U+202E⟩b");
        assert_eq!(escape("a\u{2028}b\0c\rd"), "a⟨U+2028⟩b⟨U+0000⟩c⟨U+000D⟩d");
        assert_eq!(escape("tab\tand\nline"), "tab\tand\nline");
    }

    #[test]
    fn a_string_of_a_style_sheet_ends_nowhere_but_at_its_quote() {
        assert_eq!(css_string("Internal, 2026-11-22"), "Internal, 2026-11-22");
        assert_eq!(css_string("\"</style>\\\n\u{202e}ü"), "\\22 \\3c \\2f style\\3e \\5c U+000AU+202E\\fc ");
        assert_eq!(css_string(&"a".repeat(100)), format!("{}\\2026 ", "a".repeat(79)));
        for code in 0..0x11_0000u32 {
            let Some(character) = char::from_u32(code) else { continue };
            assert!(
                !css_string(&character.to_string()).contains(['"', '\'', '<', '>', '&', '\n', '\r']),
                "U+{code:04X}"
            );
        }
    }

    #[test]
    fn every_character_to_escape_is_looked_at() {
        for code in 0..0x11_0000u32 {
            let Some(character) = char::from_u32(code) else { continue };
            let is_special = is_hidden(character) || "&<>\"'".contains(character);
            let mut buffer = [0; 4];
            let text = character.encode_utf8(&mut buffer);
            assert_eq!(is_special, escape(text) != *text, "U+{code:04X}");
        }
    }
}
