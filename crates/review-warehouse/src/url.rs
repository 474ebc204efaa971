//! The pieces that every kind of address is made of.

/// A text before `at` and what follows it; nothing follows when it does not occur.
pub(crate) fn split_at_first(text: &str, at: char) -> (&str, &str) {
    text.split_once(at).unwrap_or((text, ""))
}

/// A percent-encoded text as it was meant; `None` when a `%` does not begin an encoded byte, or the bytes are not
/// UTF-8.
pub(crate) fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2)?;
        rest = after;
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        bytes.push(digit(digits[0])? << 4 | digit(digits[1])?);
    }
    String::from_utf8(bytes).ok()
}

/// The parameters behind the `?`, name and value decoded; `None` where one is not encoded correctly.
pub(crate) fn parameters(text: &str) -> impl Iterator<Item = Option<(String, String)>> {
    text.split('&').filter(|part| !part.is_empty()).map(|part| {
        let (name, value) = split_at_first(part, '=');
        Some((decoded(name)?, decoded(value)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_bytes_become_what_they_stand_for() {
        assert_eq!(decoded("a%40b%2fc").as_deref(), Some("a@b/c"));
        assert_eq!(decoded("%c3%BC").as_deref(), Some("ü"));
        for wrong in ["%", "%4", "%zz", "%ff", "%+1"] {
            assert_eq!(decoded(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn parameters_are_split_before_they_are_decoded() {
        let all: Option<Vec<_>> = parameters("a=1%262&&b&c%3d=x=y").collect();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(all, Some(vec![pair("a", "1&2"), pair("b", ""), pair("c=", "x=y")]));
        assert_eq!(parameters("a=%").collect::<Option<Vec<_>>>(), None);
    }
}
