//! A script as the rules see it: its text, its tokens, and what is known of the warehouse.

use review_core::identity::Deployment;
use sqlparser::tokenizer::{Span as SqlSpan, Token, TokenWithSpan};

use crate::sql::{Offsets, Stretch};

/// What is known of the system views of a warehouse. The caller brings it, so that there is one list only.
pub trait Catalogue {
    /// The columns of a documented system view with their documented types; `None` for any other relation.
    fn columns(&self, view: &str) -> Option<&[(String, String)]>;

    /// Whether this kind of deployment answers `permission denied` to everybody who reads the view.
    fn is_withheld(&self, view: &str, deployment: Deployment) -> bool;
}

/// One script.
pub(crate) struct Script<'a> {
    pub(crate) chars: Vec<char>,
    pub(crate) offsets: Offsets,
    /// As written, blanks and comments too.
    pub(crate) tokens: Vec<TokenWithSpan>,
    /// The deployments its query names; empty means it may run on all.
    pub(crate) needs: &'a [Deployment],
    pub(crate) catalogue: &'a dyn Catalogue,
}

impl Script<'_> {
    /// Where a span stands; the parser knows none for some pieces, then the whole script is meant.
    pub(crate) fn stretch(&self, span: SqlSpan) -> Stretch {
        self.offsets.stretch(span)
    }

    /// The characters of a span as written.
    pub(crate) fn written(&self, span: SqlSpan) -> String {
        let at = self.stretch(span);
        self.chars.iter().skip(at.start).take(at.length).collect()
    }

    /// Whether a `:name` stands there, whose value is not known.
    pub(crate) fn is_placeholder(&self, span: SqlSpan) -> bool {
        span != SqlSpan::empty() && self.chars.get(self.stretch(span).start) == Some(&':')
    }

    /// The last token before a place that is no blank and no comment.
    pub(crate) fn before(&self, span: SqlSpan) -> Option<&Token> {
        let end = self.tokens.partition_point(|token| token.span.start < span.start);
        self.tokens[..end].iter().rev().map(|token| &token.token).find(|token| !matches!(token, Token::Whitespace(_)))
    }

    /// The tokens that are no blanks and no comments.
    pub(crate) fn words(&self) -> impl Iterator<Item = &TokenWithSpan> {
        self.tokens.iter().filter(|token| !matches!(token.token, Token::Whitespace(_) | Token::EOF))
    }
}
