//! The pages of the codes that [`prove`](crate::prove) uses.

use review_pack::CodePage;

/// Every code of [`prove`](crate::prove) with its page, in order.
pub fn codes() -> [CodePage; 4] {
    [
        CodePage {
            code: "C101",
            title: "a signal stays silent on a case in which it must fire",
            text: include_str!("../codes/C101.md"),
        },
        CodePage {
            code: "C102",
            title: "a signal fires on a case in which it must stay silent",
            text: include_str!("../codes/C102.md"),
        },
        CodePage { code: "C103", title: "a case cannot be evaluated", text: include_str!("../codes/C103.md") },
        CodePage {
            code: "C104",
            title: "a condition gives one answer for all its cases",
            text: include_str!("../codes/C104.md"),
        },
    ]
}
