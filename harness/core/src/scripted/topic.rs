//! Which Topic Names a Topic Filter matches (4.7).

/// Whether a well-formed Topic Filter matches a Topic Name.
///
/// Compares bytes as given [MQTT-4.7.3-4]; a wildcard at the beginning matches no name that
/// begins with `$` [MQTT-4.7.2-1].
#[must_use]
pub fn matches(topic_filter: &[u8], topic_name: &[u8]) -> bool {
    if topic_name.first() == Some(&b'$') && matches!(topic_filter.first(), Some(b'#' | b'+')) {
        return false;
    }
    let mut names = topic_name.split(|byte| *byte == b'/');
    for filter in topic_filter.split(|byte| *byte == b'/') {
        if filter == b"#" {
            return true;
        }
        match names.next() {
            Some(name) if filter == b"+" || filter == name => {}
            Some(_) | None => return false,
        }
    }
    names.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn filters_match_as_the_examples_of_the_standard_say() {
        for (filter, name, expected) in [
            ("sport/tennis/player1/#", "sport/tennis/player1", true),
            ("sport/tennis/player1/#", "sport/tennis/player1/ranking", true),
            ("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true),
            ("sport/tennis/player1/#", "sport/tennis/player2", false),
            ("sport/#", "sport", true),
            ("#", "a/b", true),
            ("sport/tennis/+", "sport/tennis/player1", true),
            ("sport/tennis/+", "sport/tennis/player1/ranking", false),
            ("sport/+", "sport", false),
            ("sport/+", "sport/", true),
            ("+/+", "/finance", true),
            ("/+", "/finance", true),
            ("+", "/finance", false),
            ("#", "$SYS/x", false),
            ("+/x", "$SYS/x", false),
            ("$SYS/#", "$SYS/x", true),
            ("a", "A", false),
            ("a", "a/", false),
            ("/", "/", true),
        ] {
            assert_eq!(matches(filter.as_bytes(), name.as_bytes()), expected, "{filter} {name}");
        }
    }
}
