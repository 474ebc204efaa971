//! The pages of codes that are not a pack's: why a query failed, and a template that does not render.

use review_pack::CodePage;

/// A template that does not render.
pub(crate) const TEMPLATE: CodePage =
    CodePage { code: "C200", title: "a report template does not render", text: include_str!("../codes/C200.md") };

/// Why a query failed: a page for each [`ErrorClass`](review_core::error_class::ErrorClass).
pub(crate) const FAILURES: &[CodePage] = &[
    CodePage {
        code: "E001",
        title: "the warehouse does not understand the script",
        text: include_str!("../../../docs/codes/E001.md"),
    },
    CodePage { code: "E002", title: "something is not permitted", text: include_str!("../../../docs/codes/E002.md") },
    CodePage {
        code: "E003",
        title: "the script names something that is not there",
        text: include_str!("../../../docs/codes/E003.md"),
    },
    CodePage {
        code: "E004",
        title: "the connection could not be made, or was lost",
        text: include_str!("../../../docs/codes/E004.md"),
    },
    CodePage { code: "E005", title: "too many requests a second", text: include_str!("../../../docs/codes/E005.md") },
    CodePage {
        code: "E006",
        title: "too many statements, sessions or connections at once",
        text: include_str!("../../../docs/codes/E006.md"),
    },
    CodePage {
        code: "E007",
        title: "a lock, a deadlock or a serialization conflict",
        text: include_str!("../../../docs/codes/E007.md"),
    },
    CodePage { code: "E008", title: "the statement took too long", text: include_str!("../../../docs/codes/E008.md") },
    CodePage {
        code: "E009",
        title: "somebody else ended the statement",
        text: include_str!("../../../docs/codes/E009.md"),
    },
    CodePage { code: "E010", title: "a usage limit is used up", text: include_str!("../../../docs/codes/E010.md") },
    CodePage { code: "E011", title: "the warehouse is paused", text: include_str!("../../../docs/codes/E011.md") },
    CodePage {
        code: "E012",
        title: "the warehouse is in maintenance",
        text: include_str!("../../../docs/codes/E012.md"),
    },
    CodePage { code: "E013", title: "there is no such warehouse", text: include_str!("../../../docs/codes/E013.md") },
    CodePage {
        code: "E014",
        title: "the warehouse said something else",
        text: include_str!("../../../docs/codes/E014.md"),
    },
];

/// Every code's page, in order.
pub(crate) fn all() -> impl Iterator<Item = CodePage> {
    review_pack::codes().iter().copied().chain(review_judge::codes()).chain([TEMPLATE]).chain(FAILURES.iter().copied())
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
