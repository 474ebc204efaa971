//! What a scalar without quotes means: the core schema of YAML 1.2, with numbers kept as text.

use crate::model::Literal;

/// The meaning of a plain scalar. Only JSON's numbers are numbers (with an optional plus): `0x1F`, `1_000` and
/// `.inf` are text, so that they do not slip through as something else.
pub(super) fn meaning(text: &str) -> Literal {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Literal::Null,
        "true" | "True" | "TRUE" => Literal::Boolean(true),
        "false" | "False" | "FALSE" => Literal::Boolean(false),
        _ if is_number(text) => Literal::Number(text.to_owned()),
        _ => Literal::Text(text.to_owned()),
    }
}

/// Whether all of `text` is one number: sign, digits, point and digits, exponent.
pub(crate) fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && fraction.is_none_or(digits) && exponent.is_none_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_text() {
        for text in ["0", "-1", "3.990", "12345678901234567890.123456789", "1e9", "+5"] {
            assert_eq!(meaning(text), Literal::Number(text.to_owned()));
        }
    }

    #[test]
    fn what_only_looks_like_a_number_or_a_truth_value_is_text() {
        for text in ["0x1F", "1_000", ".5", "1.", "e5", "1e", ".inf", "-", "yes", "off", "2026-11-22", "1:30"] {
            assert_eq!(meaning(text), Literal::Text(text.to_owned()), "{text}");
        }
    }
}
