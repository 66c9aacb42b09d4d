//! CONNACK (3.2).

use super::{NO_STATEMENT, reader::Reader};
use crate::wire::dissection::Body;

/// The greatest return code that table 3.1 gives a meaning.
const RETURN_CODE_MAX: u8 = 5;

pub(super) fn dissect<'a>(reader: &mut Reader<'a>) -> Body<'a> {
    let offset = reader.position();
    let acknowledge_flags = reader.byte(NO_STATEMENT, "Connect Acknowledge Flags");
    let return_code = reader.byte(NO_STATEMENT, "a return code");
    if let Some(flags) = acknowledge_flags.filter(|flags| *flags > 1) {
        reader
            .report(offset, NO_STATEMENT, "bits 7 to 1 of the flags 0", || format!("{flags:#04x}"));
    }
    if let Some(code) = return_code.filter(|code| *code > RETURN_CODE_MAX) {
        reader.report(offset + 1, "MQTT-3.2.2-6", "a return code from 0 to 5", || code.to_string());
    }
    if let (Some(flags), Some(code)) = (acknowledge_flags, return_code)
        && flags & 1 == 1
        && code != 0
    {
        reader.report(offset, "MQTT-3.2.2-4", "Session Present 0 with a refusal", || {
            format!("1 with return code {code}")
        });
    }
    reader.finish(NO_STATEMENT, "nothing after the return code");
    Body::Connack { acknowledge_flags, return_code }
}
