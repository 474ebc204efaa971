//! The content security policy of a page: nothing is fetched, nothing is run but the shipped script, and only the
//! style sheets that stand in the page apply.

use sha2::{Digest, Sha256};

/// The `meta` element with the policy for a page that holds these style sheets and perhaps `script`.
///
/// No other script is ever allowed, whoever wrote it: text is escaped for markup, which does not make it safe inside
/// of a script, so a template that puts a value into one of its own would let the value run. Handlers in attributes
/// are not allowed either.
pub(crate) fn policy_element(page: &str, script: &str) -> String {
    let mut styles: Vec<String> = style_sheets(page).into_iter().map(hash_source).collect();
    styles.dedup();
    let styles = if styles.is_empty() { "'none'".to_owned() } else { styles.join(" ") };
    let scripts = if page.contains(script) { hash_source(script) } else { "'none'".to_owned() };
    format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src {styles}; \
         script-src {scripts}; img-src data:; base-uri 'none'; form-action 'none'\">"
    )
}

/// The text of every `style` element. Values are escaped, so each one was written by a template's author.
fn style_sheets(page: &str) -> Vec<&str> {
    let lower = page.to_ascii_lowercase();
    let mut sheets = Vec::new();
    let mut from = 0;
    while let Some(at) = lower[from..].find("<style").map(|at| from + at) {
        let Some(open) = lower[at..].find('>').map(|end| at + end + 1) else { break };
        let Some(close) = lower[open..].find("</style").map(|end| open + end) else { break };
        sheets.push(&page[open..close]);
        from = close;
    }
    sheets
}

/// `'sha256-...'` of a style sheet or a script as a browser sees it: with line feeds only.
pub(crate) fn hash_source(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())))
}

/// Base64 with padding (RFC 4648, section 4).
pub(crate) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let at = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for digit in 0..4 {
            let index = (bits >> (18 - 6 * digit)) as usize & 63;
            text.push(if digit <= group.len() { char::from(DIGITS[index]) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        for (plain, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE=")]
        {
            assert_eq!(base64(plain.as_bytes()), text);
        }
    }

    #[test]
    fn every_style_sheet_of_the_page_is_in_the_policy() {
        // printf 'a{}' | openssl dgst -sha256 -binary | base64
        let a = "'sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='";
        let page = "<head><STYLE media=print>a{}</style></head><style>b\r\n{}</style>";
        let element = policy_element(page, "f()");
        assert!(element.contains(a) && element.contains("script-src 'none'"), "{element}");
        assert!(element.contains(&hash_source("b\n{}")), "{element}");
        assert!(policy_element("<p>", "f()").contains("style-src 'none'"));
    }

    #[test]
    fn the_shipped_script_alone_is_allowed_and_only_where_it_stands() {
        // printf 'f()' | openssl dgst -sha256 -binary | base64
        let policy = policy_element("<script>f()</script><script>evil()</script>", "f()");
        assert!(
            policy.contains("script-src 'sha256-GcEEE0IkDzIP5EQ6DXZaDPORqT5RTBELX8Fyzyg9yvo='; img-src"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"));
    }
}
