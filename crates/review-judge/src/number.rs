//! Numbers as text, kept exact: nothing here passes through a float but what is asked for as one.

/// A decimal number without loss: `digits` (no leading or trailing zeros) times ten to the power of `-scale`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExactNumber {
    negative: bool,
    digits: String,
    scale: i64,
}

/// Past this an exponent describes no value of any column; without a bound, `1e999999999` would be a gigabyte.
const EXPONENT_MAX: i64 = 400;

impl ExactNumber {
    /// The number that all of `text` is: digits with an optional sign, point and exponent.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        if !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let all = format!("{whole}{fraction}");
        let significant = all.trim_end_matches('0');
        let dropped = i64::try_from(all.len() - significant.len()).ok()?;
        let digits = significant.trim_start_matches('0').to_owned();
        if digits.is_empty() {
            return Some(Self { negative: false, digits, scale: 0 });
        }
        let scale = i64::try_from(fraction.len()).ok()? - dropped - exponent;
        Some(Self { negative, digits, scale })
    }

    /// The number as a 64-bit integer, if it is one.
    pub(crate) fn to_integer(&self) -> Option<i64> {
        let unscaled = self.unscaled(0, 19)?;
        format!("{}{unscaled}", self.sign()).parse().ok()
    }

    /// The number as text with exactly `scale` digits after the point, if it fits `precision` digits in all.
    pub(crate) fn to_decimal(&self, precision: u8, scale: u8) -> Option<String> {
        let scale = usize::from(scale);
        let unscaled = self.unscaled(scale, usize::from(precision))?;
        let padded = format!("{unscaled:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        let point = if scale == 0 { "" } else { "." };
        Some(format!("{}{whole}{point}{fraction}", self.sign()))
    }

    /// The digits of the number times ten to the power of `scale`; `None` when a fraction is left or there are
    /// more than `digits_max` of them.
    fn unscaled(&self, scale: usize, digits_max: usize) -> Option<String> {
        if self.digits.is_empty() {
            return Some("0".to_owned());
        }
        let zeros = usize::try_from(i64::try_from(scale).ok()? - self.scale).ok()?;
        if self.digits.len() + zeros > digits_max {
            return None;
        }
        Some(format!("{}{}", self.digits, "0".repeat(zeros)))
    }

    fn sign(&self) -> &'static str {
        if self.negative { "-" } else { "" }
    }
}

fn parse_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|exponent: &i64| exponent.abs() <= EXPONENT_MAX)
}

/// The finite double precision number nearest to the number that all of `text` is.
pub(crate) fn to_float(text: &str) -> Option<f64> {
    ExactNumber::parse(text)?;
    text.parse().ok().filter(|value: &f64| value.is_finite())
}
