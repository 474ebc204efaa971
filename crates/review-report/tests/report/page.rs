//! A page as a browser's tokenizer sees it: enough of HTML to know what is markup and what is text.

use review_report::{Limits, ReportInput, html, model};

/// A start tag with its attributes, values as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
}

impl Tag {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str())
    }
}

/// The page for a run, from the shipped template.
pub(crate) fn page(input: &ReportInput) -> String {
    html(&model(input, &Limits::default()), None).expect("the shipped template renders")
}

/// Every start tag. `<` before a letter opens a tag wherever it stands in text, as in the HTML standard; the text
/// of `style` and `title` is skipped.
pub(crate) fn tags(page: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (tag, after) = start_tag(rest);
            let raw = matches!(tag.name.as_str(), "style" | "script" | "title" | "textarea");
            rest = if raw { after.find(&format!("</{}", tag.name)).map_or("", |end| &after[end..]) } else { after };
            tags.push(tag);
        }
    }
    tags
}

fn start_tag(text: &str) -> (Tag, &str) {
    let end = text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).unwrap_or(text.len());
    let mut tag = Tag { name: text[..end].to_ascii_lowercase(), attributes: Vec::new() };
    let mut rest = &text[end..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() || rest.starts_with('>') {
            return (tag, rest.get(1..).unwrap_or(""));
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        let name = rest[..end.max(1)].to_ascii_lowercase();
        rest = &rest[end.max(1)..];
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\'')).expect("attributes are quoted");
            (value, rest) = after[1..].split_once(quote).expect("a quoted value ends");
        }
        tag.attributes.push((name, value.to_owned()));
    }
}

#[test]
fn the_tokenizer_sees_what_a_browser_would() {
    let tags = tags("a < b <p class=\"x\" hidden><!-- <i> --><br/></p><title><b></title><A href='y'>");
    let names: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(names, ["p", "br", "title", "a"]);
    assert_eq!(tags[0].attributes, [("class".to_owned(), "x".to_owned()), ("hidden".to_owned(), String::new())]);
    assert_eq!(tags[3].attribute("href"), Some("y"));
}
