//! Lengths of time on the command line: `90s`, `5m`, `250ms`.

use std::time::Duration;

/// Reads a length of time.
///
/// # Errors
/// A text for people, where it is none.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    let bad = || format!("\"{text}\" is no length of time; one reads 250ms, 90s, 5m or 1h");
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| bad())?;
    let ms = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        _ => return Err(bad()),
    };
    number.checked_mul(ms).map(Duration::from_millis).ok_or_else(bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_and_what_has_none_is_refused() {
        assert_eq!(parse("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(parse("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(parse("5m"), Ok(Duration::from_secs(300)));
        for text in
            ["", "5", "s", "-1s", "1.5s", "5 m", "99999999999999999999s", "9999999999999999999h"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
