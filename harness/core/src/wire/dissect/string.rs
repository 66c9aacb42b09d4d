//! What a string, a Topic Name or a Topic Filter must be (1.5.3, 4.7).

use super::reader::{Field, Reader};

/// Checks that `field` is well-formed UTF-8, else `requirement` is broken, without U+0000.
pub(super) fn check_string(reader: &mut Reader<'_>, field: Field<'_>, requirement: &'static str) {
    // Surrogates (ED A0..BF xx) and overlong forms count as ill-formed here too.
    if let Err(error) = str::from_utf8(field.content) {
        let at = error.valid_up_to();
        let end = field.content.len().min(at + error.error_len().unwrap_or(3));
        reader.report(field.offset + at, requirement, "well-formed UTF-8", || {
            hex::encode(&field.content[at..end])
        });
    }
    if let Some(at) = field.content.iter().position(|byte| *byte == 0) {
        reader.report(field.offset + at, "MQTT-1.5.3-2", "no U+0000", || "U+0000".to_owned());
    }
}

/// Checks that `field` is a Topic Name; a wildcard breaks `wildcard_requirement`.
pub(super) fn check_topic_name(
    reader: &mut Reader<'_>,
    field: Field<'_>,
    utf8_requirement: &'static str,
    wildcard_requirement: &'static str,
) {
    check_not_empty(reader, field);
    check_string(reader, field, utf8_requirement);
    if let Some(at) = field.content.iter().position(|byte| matches!(byte, b'+' | b'#')) {
        let wildcard = char::from(field.content[at]);
        reader.report(field.offset + at, wildcard_requirement, "no wildcard", || {
            format!("\"{wildcard}\"")
        });
    }
}

/// Checks that `field` is a Topic Filter.
pub(super) fn check_topic_filter(
    reader: &mut Reader<'_>,
    field: Field<'_>,
    utf8_requirement: &'static str,
) {
    check_not_empty(reader, field);
    check_string(reader, field, utf8_requirement);
    let bytes = field.content;
    for (at, byte) in bytes.iter().enumerate() {
        let begins_level = at == 0 || bytes[at - 1] == b'/';
        let is_last = at + 1 == bytes.len();
        let ends_level = is_last || bytes[at + 1] == b'/';
        match byte {
            b'#' if !(begins_level && is_last) => {
                let expected = "\"#\" alone in the last level";
                report_placement(reader, field, at, "MQTT-4.7.1-2", expected);
            }
            b'+' if !(begins_level && ends_level) => {
                let expected = "\"+\" alone in its level";
                report_placement(reader, field, at, "MQTT-4.7.1-3", expected);
            }
            _ => {}
        }
    }
}

fn check_not_empty(reader: &mut Reader<'_>, field: Field<'_>) {
    if field.content.is_empty() {
        reader.report(field.offset, "MQTT-4.7.3-1", "at least one character", || "none".to_owned());
    }
}

fn report_placement(
    reader: &mut Reader<'_>,
    field: Field<'_>,
    at: usize,
    requirement: &'static str,
    expected: &'static str,
) {
    reader.report(field.offset + at, requirement, expected, || {
        format!("\"{}\"", field.content.escape_ascii())
    });
}
