//! Places in the page, files of the run folder, and addresses, each fit for an `href`.

use review_core::{QueryId, QueryName, keys};

use crate::model::Link;

/// `prefix-text`, with every character but letters, digits, `-` and `_` as `.` and its hex code, so that two texts
/// never share a place and a link needs no encoding.
pub(crate) fn anchor(prefix: &str, text: &str) -> String {
    let mut anchor = format!("{prefix}-");
    for byte in text.bytes() {
        match byte {
            b'-' | b'_' => anchor.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => anchor.push(char::from(byte)),
            _ => anchor.push_str(&format!(".{byte:02x}")),
        }
    }
    anchor
}

/// The place of a finding.
pub(crate) fn finding_anchor(signal: &str) -> String {
    anchor("finding", signal)
}

/// The place of a query.
pub(crate) fn query_anchor(query: &QueryId) -> String {
    anchor("query", &query.to_string())
}

/// A link to a query's table.
pub(crate) fn to_query(query: &QueryId) -> Link {
    Link { href: format!("#{}", query_anchor(query)), text: query.to_string() }
}

/// A link to a file of the run folder, relative to the report, which lies at its root.
pub(crate) fn to_file(key: &str) -> Link {
    let mut href = String::with_capacity(key.len());
    for byte in key.bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' => href.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => href.push(char::from(byte)),
            _ => href.push_str(&format!("%{byte:02X}")),
        }
    }
    Link { href, text: key.to_owned() }
}

/// The file with the rows of a query.
pub(crate) fn to_csv(query: &QueryId) -> Link {
    to_file(&keys::csv(query))
}

/// The file with the SQL of a query, or with the call it makes: a call is a JSON object, and no SQL begins like one.
pub(crate) fn to_script(query: &QueryName, script: &str) -> Link {
    match script.trim_start().starts_with('{') {
        true => to_file(&keys::call_script(query)),
        false => to_file(&keys::script(query)),
    }
}

/// A link to an address, if it is one a report may link to: http or https, without a character that an address
/// has no use for.
pub(crate) fn to_address(address: &str) -> Option<Link> {
    let address = address.trim();
    let (scheme, rest) = address.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let is_clean = address.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '<' | '>' | '\\' | '`'));
    if !is_web || !is_clean || !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') {
        return None;
    }
    Some(Link { href: address.to_owned(), text: short(rest) })
}

/// An address without its scheme: where it lies and the page there, without the folders between.
fn short(rest: &str) -> String {
    let rest = rest.trim_end_matches('/');
    let mut parts = rest.split('/');
    match (parts.next(), parts.next_back()) {
        (Some(host), Some(page)) if parts.next().is_some() => format!("{host}: {page}"),
        _ => rest.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_texts_never_share_a_place() {
        assert_eq!(anchor("finding", "large-table-skewed"), "finding-large-table-skewed");
        assert_eq!(anchor("query", "T@a b"), "query-T.40a.20b");
        assert_ne!(anchor("query", "T@a.20b"), anchor("query", "T@a b"));
    }

    #[test]
    fn a_script_is_found_by_what_it_is() {
        let query: QueryName = "Facts".parse().expect("a name");
        assert_eq!(to_script(&query, "{\"call\": 1}").text, "scripts/Facts.json");
        assert_eq!(to_script(&query, "/* {} */ select 1").text, "scripts/Facts.sql");
    }

    #[test]
    fn a_file_link_survives_a_name_that_is_itself_encoded() {
        let query: QueryId = "TableInfo@a.b".parse().expect("an id");
        let link = to_csv(&query);
        assert_eq!(link.text, "csv/TableInfo@a%2Eb.csv");
        assert_eq!(link.href, "csv/TableInfo%40a%252Eb.csv");
    }

    #[test]
    fn only_web_addresses_become_links() {
        for bad in [
            "javascript:alert(1)",
            "JAVASCRIPT://x/%0aalert(1)",
            "data:text/html,x",
            "//evil.example",
            "https://a b",
            "https://a\"onclick=",
            "https:///x",
            "ftp://a",
            "https://a\u{2028}b",
            "",
        ] {
            assert_eq!(to_address(bad), None, "{bad}");
        }
        let link = to_address("https://docs.aws.amazon.com/redshift/").expect("a link");
        assert_eq!(link.text, "docs.aws.amazon.com/redshift");
        let link = to_address("https://docs.aws.amazon.com/redshift/latest/dg/t_Sorting_data.html").expect("a link");
        assert_eq!(link.text, "docs.aws.amazon.com: t_Sorting_data.html");
    }
}
