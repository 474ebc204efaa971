//! The pages of codes that are not a pack's: why a query failed, and a template that does not render.

use review_pack::CodePage;

/// A template that does not render.
pub(crate) const TEMPLATE: CodePage =
    CodePage { code: "C200", title: "a report template does not render", text: include_str!("../codes/C200.md") };

macro_rules! failure {
    ($code:literal, $title:literal) => {
        CodePage { code: $code, title: $title, text: include_str!(concat!("../../../docs/codes/", $code, ".md")) }
    };
}

/// Why a query failed: a page for each [`ErrorClass`](review_core::error_class::ErrorClass).
pub(crate) const FAILURES: &[CodePage] = &[
    failure!("E001", "the warehouse does not understand the script"),
    failure!("E002", "something is not permitted"),
    failure!("E003", "the script names something that is not there"),
    failure!("E004", "the connection could not be made, or was lost"),
    failure!("E005", "too many requests a second"),
    failure!("E006", "too many statements, sessions or connections at once"),
    failure!("E007", "a lock, a deadlock or a serialization conflict"),
    failure!("E008", "the statement took too long"),
    failure!("E009", "somebody else ended the statement"),
    failure!("E010", "a usage limit is used up"),
    failure!("E011", "the warehouse is paused"),
    failure!("E012", "the warehouse is in maintenance"),
    failure!("E013", "there is no such warehouse"),
    failure!("E014", "the warehouse said something else"),
];

/// Every code's page, in order.
pub(crate) fn all() -> impl Iterator<Item = CodePage> {
    let own = [TEMPLATE].into_iter().chain(FAILURES.iter().copied());
    review_pack::codes().iter().copied().chain(review_judge::codes()).chain(review_pack::dialect_codes()).chain(own)
}

#[cfg(test)]
mod tests {
    use review_core::error_class::ErrorClass;

    use super::*;

    #[test]
    fn every_class_of_failure_has_its_page() {
        for class in ErrorClass::ALL {
            let page = FAILURES.iter().find(|page| page.code == class.code());
            let page = page.unwrap_or_else(|| panic!("{class:?} has no page"));
            assert!(page.text.starts_with(&format!("# {}: {}\n", page.code, page.title)), "{}", page.code);
            let says_it_is_repeated = page.text.contains("The next round tries") || page.text.contains("repeated if");
            assert_eq!(says_it_is_repeated, class.is_repeated(), "{}", page.code);
        }
        assert_eq!(FAILURES.len(), ErrorClass::ALL.len(), "no page without a class");
    }
}
