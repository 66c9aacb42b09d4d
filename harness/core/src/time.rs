//! Time as the judge knows it: microseconds since the scenario began.

use std::{fmt, ops, str::FromStr};

use serde::{Deserialize, Serialize};

/// A moment of a scenario, in microseconds since it began.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct At(u64);

impl At {
    /// The beginning of the scenario.
    pub const ZERO: Self = Self(0);

    /// The moment `us` microseconds after the beginning.
    #[must_use]
    pub const fn from_us(us: u64) -> Self {
        Self(us)
    }

    /// The moment `ms` milliseconds after the beginning.
    #[must_use]
    pub const fn from_ms(ms: u64) -> Self {
        Self(ms.saturating_mul(1000))
    }

    /// Microseconds since the beginning.
    #[must_use]
    pub const fn us(self) -> u64 {
        self.0
    }

    /// How long after `earlier` this is; zero where it is not after.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl ops::Add<Span> for At {
    type Output = Self;

    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Span(self.0).fmt(f)
    }
}

/// A length of time, in microseconds.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Span(u64);

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A span of `us` microseconds.
    #[must_use]
    pub const fn from_us(us: u64) -> Self {
        Self(us)
    }

    /// A span of `ms` milliseconds.
    #[must_use]
    pub const fn from_ms(ms: u64) -> Self {
        Self(ms.saturating_mul(1000))
    }

    /// A span of `s` seconds.
    #[must_use]
    pub const fn from_s(s: u64) -> Self {
        Self(s.saturating_mul(1_000_000))
    }

    /// The span in microseconds.
    #[must_use]
    pub const fn us(self) -> u64 {
        self.0
    }
}

impl ops::Add for Span {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl From<Span> for std::time::Duration {
    fn from(span: Span) -> Self {
        Self::from_micros(span.0)
    }
}

/// Seconds with as many decimals as the span has, down to microseconds: `2 s`, `0.0015 s`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (s, us) = (self.0 / 1_000_000, self.0 % 1_000_000);
        if us == 0 {
            return write!(f, "{s} s");
        }
        write!(f, "{s}.{} s", format!("{us:06}").trim_end_matches('0'))
    }
}

/// Reads `2 s`, `0.5 s`, `50 ms`, `20 us`, and so whatever `Display` writes.
impl FromStr for Span {
    type Err = BadSpan;

    fn from_str(text: &str) -> Result<Self, BadSpan> {
        read_us(text).map(Self).ok_or_else(|| BadSpan(text.to_owned()))
    }
}

/// A text that is no length of time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a time; one reads 2 s, 0.5 s, 50 ms or 20 us")]
pub struct BadSpan(String);

fn read_us(text: &str) -> Option<u64> {
    let (number, unit) = text.split_once(' ')?;
    let decimals_of_unit = match unit {
        "s" => 6,
        "ms" => 3,
        "us" => 0,
        _ => return None,
    };
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty()
        || !is_number(whole)
        || !is_number(decimals)
        || decimals.len() > decimals_of_unit
    {
        return None;
    }
    format!("{whole}{decimals:0<decimals_of_unit$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_read_as_it_is_written() {
        for us in [0, 1, 1500, 50_000, 2_000_000, 86_400_000_001] {
            let span = Span::from_us(us);
            assert_eq!(span.to_string().parse(), Ok(span));
        }
        assert_eq!("50 ms".parse(), Ok(Span::from_ms(50)));
        assert_eq!("1.5 ms".parse(), Ok(Span::from_us(1500)));
        for text in [
            "",
            "2",
            "2 m",
            "2  s",
            "-1 s",
            "0.0000001 s",
            "1.5 us",
            " s",
            "99999999999999999999 s",
        ] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_span_reads_in_seconds_without_trailing_zeros() {
        assert_eq!(Span::from_s(2).to_string(), "2 s");
        assert_eq!(Span::from_us(1500).to_string(), "0.0015 s");
        assert_eq!((At::from_ms(5500) + Span::from_ms(20)).to_string(), "5.52 s");
    }

    #[test]
    fn an_earlier_moment_is_no_time_after_a_later_one() {
        assert_eq!(At::from_ms(1).since(At::from_ms(2)), Span::ZERO);
    }
}
