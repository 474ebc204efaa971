//! The script of the page: what the report can do beyond being read. Filter, search, sort, mark one object everywhere,
//! copy, save a table as CSV, switch theme and time zone. The page is whole without it, and it only ever writes text,
//! never markup.

use std::sync::LazyLock;

/// Its parts, in the order in which they run; each sees the names of all.
const PARTS: [&str; 11] = [
    include_str!("../templates/script/base.js"),
    include_str!("../templates/script/sorting.js"),
    include_str!("../templates/script/signed.js"),
    include_str!("../templates/script/copying.js"),
    include_str!("../templates/script/saving.js"),
    include_str!("../templates/script/row.js"),
    include_str!("../templates/script/filters.js"),
    include_str!("../templates/script/address.js"),
    include_str!("../templates/script/objects.js"),
    include_str!("../templates/script/view.js"),
    include_str!("../templates/script/start.js"),
];

/// The script as it stands in a page and as the policy's hash has it: in a scope of its own, without comments and
/// indentation, which would be an eighth of it.
pub(crate) static SCRIPT: LazyLock<String> = LazyLock::new(|| {
    let code = PARTS.iter().flat_map(|part| part.lines()).map(str::trim).filter(|line| is_code(line));
    let lines: Vec<&str> = ["(() => {", "\"use strict\";"].into_iter().chain(code).chain(["})();"]).collect();
    lines.join("\n")
});

/// Not so a line within a text over several lines; there is none.
fn is_code(line: &str) -> bool {
    !line.is_empty() && !line.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_goes_over_the_end_of_a_line_and_no_comment_is_inside_of_one() {
        for line in PARTS.iter().flat_map(|part| part.lines()).filter(|line| is_code(line.trim())) {
            assert_eq!(line.matches('`').count() % 2, 0, "{line}");
            assert!(!line.contains("/* ") || line.contains(" */"), "{line}");
        }
    }

    #[test]
    fn every_part_is_in_the_script_and_short_enough_to_be_read() {
        for part in PARTS {
            let last = part.trim_end().lines().last().expect("a line").trim();
            assert!(SCRIPT.contains(last), "{last}");
            assert!(part.lines().count() < 200, "{last}");
        }
        assert!(SCRIPT.lines().all(is_code));
    }
}
