//! A page that says one thing: what is not there, what was refused.

use serde::Serialize;

use super::{Kind, PageError, render};

#[derive(Serialize)]
struct Message<'a> {
    title: &'a str,
    text: &'a str,
    remedy: &'a str,
}

/// The page.
pub(crate) fn message_page(title: &str, text: &str, remedy: &str) -> Result<String, PageError> {
    render("message.html", Kind::Served, &Message { title, text, remedy })
}
