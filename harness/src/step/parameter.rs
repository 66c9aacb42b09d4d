//! What the braces of a phrase can stand for.

use std::str::FromStr;

use cucumber::Parameter;
use mqttspec_core::time::Span;

/// `{span}`: a length of time, `2 s`, `500 ms`, `3 min`, `1 h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(name = "span", regex = r"\d+(?:\.\d{1,3})? (?:ms|s|min|h)")]
pub(super) struct SpanText(pub(super) Span);

/// `{pattern}`: what a Control Packet must be like, in the compact notation.
#[derive(Clone, Debug, PartialEq, Eq, Parameter)]
#[param(
    name = "pattern",
    regex = r#"(?:not )?(?:any|[A-Z][A-Z0-9]*(?:\|[A-Z][A-Z0-9]*)*)(?: [a-z_]+(?:=|!=|>=|<=)(?:"(?:[^"\\]|\\.)*"|[^\s"])+)*"#
)]
pub(super) struct PatternText(pub(super) String);

/// `{packet}`: Control Packets, or bytes, to be sent, in the compact notation.
#[derive(Clone, Debug, PartialEq, Eq, Parameter)]
#[param(name = "packet", regex = r"(?:[A-Z]|hex ).*")]
pub(super) struct PacketText(pub(super) String);

/// `{qos}`: 0, 1 or 2, or 3 for what no client may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(name = "qos", regex = r"[0-3]")]
pub(super) struct QosNumber(pub(super) u8);

/// `{rest}`: the rest of the line, in a language of its own.
#[derive(Clone, Debug, PartialEq, Eq, Parameter)]
#[param(name = "rest", regex = r".+")]
pub(super) struct Rest(pub(super) String);

impl FromStr for SpanText {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("\"{text}\" is no length of time, such as 2 s or 500 ms");
        let (number, unit) = text.split_once(' ').ok_or_else(bad)?;
        let unit_us: u64 = match unit {
            "ms" => 1000,
            "s" => 1_000_000,
            "min" => 60_000_000,
            "h" => 3_600_000_000,
            _ => return Err(bad()),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let whole: u64 = whole.parse().map_err(|_| bad())?;
        let digits = u32::try_from(fraction.len()).map_err(|_| bad())?;
        let fraction: u64 = fraction.parse().map_err(|_| bad())?;
        let parts = whole.checked_mul(unit_us).and_then(|whole| {
            let fraction = fraction.checked_mul(unit_us)? / 10_u64.checked_pow(digits)?;
            whole.checked_add(fraction)
        });
        parts.map(|us| Self(Span::from_us(us))).ok_or_else(bad)
    }
}

impl FromStr for PatternText {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.into()))
    }
}

impl FromStr for PacketText {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.into()))
    }
}

impl FromStr for QosNumber {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl FromStr for Rest {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_in_all_units() {
        let read = |text: &str| text.parse::<SpanText>().unwrap().0;
        assert_eq!(read("2 s"), Span::from_s(2));
        assert_eq!(read("500 ms"), Span::from_ms(500));
        assert_eq!(read("1.5 s"), Span::from_ms(1500));
        assert_eq!(read("0.050 s"), Span::from_ms(50));
        assert_eq!(read("3 min"), Span::from_s(180));
        assert_eq!(read("49 h"), Span::from_s(49 * 3600));
        assert!("99999999999999999999 h".parse::<SpanText>().is_err());
        assert!("99999999999999 h".parse::<SpanText>().is_err());
        assert!("2 d".parse::<SpanText>().is_err());
    }
}
