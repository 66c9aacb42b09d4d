//! With a script, any answer can be changed.

use super::exchange::transcript;
use crate::scripted::{Rule, Script};

#[test]
fn every_rule_reads_as_it_is_written() {
    for line in [
        "on opened -> close",
        "on CONNECT -> answer CONNACK session_present=1 code=5; then close",
        "on 2nd PUBLISH qos=1 -> drop",
        "on first 3 PUBACK|PUBREC -> hold",
        "connection 2: on SUBSCRIBE -> first PUBLISH topic=\"; -> \" qos=0; delay 0.5 s",
        "on sending PUBREL id=1 -> duplicate; reorder",
        "on any -> silence",
        "on PINGREQ -> ignore; also hex d0 00; then reset; reset; close",
    ] {
        assert_eq!(line.parse::<Rule>().unwrap().to_string(), line);
    }
    let script: Script = "# all is lost\n\n on PINGREQ -> drop\n".parse().unwrap();
    assert_eq!(serde_json::to_string(&script).unwrap(), "[\"on PINGREQ -> drop\"]");
    assert_eq!(serde_json::from_str::<Script>("[\"on PINGREQ -> drop\"]").unwrap(), script);
}

#[test]
fn a_bad_rule_says_what_is_wrong_with_it() {
    let errors = [
        "",
        "on PINGREQ",
        "PINGREQ -> drop",
        "on PINGREG -> drop",
        "on PINGREQ -> melt",
        "on PINGREQ -> delay 2 fortnights",
        "on SUBSCRIBE -> answer SUBACK cods=1",
        "connection 0: on PINGREQ -> drop",
        "on PINGREQ -> drop;",
    ]
    .map(|line| line.parse::<Rule>().unwrap_err().to_string());
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn answers_are_held_dropped_doubled_delayed_and_swapped() {
    insta::assert_snapshot!(transcript(
        r##"
        rule on 1st PUBLISH qos=1 -> drop
        rule on 2nd PUBLISH qos=1 -> duplicate
        rule on 3rd PUBLISH qos=1 -> delay 2 s
        rule on 4th PUBLISH qos=1 -> reorder
        rule on PUBLISH qos=2 -> hold
        1 CONNECT client_id="a"
        1 PUBLISH topic="t" qos=1 id=1
        1 PUBLISH topic="t" qos=1 id=2
        1 PUBLISH topic="t" qos=1 id=3
        1 PUBLISH topic="t" qos=1 id=4
        1 PUBLISH topic="t" qos=1 id=5
        wait 3 s
        1 PUBLISH topic="t" qos=2 id=6
        1 PUBLISH topic="t" qos=2 id=7
        release last
        release
    "##
    ));
}

#[test]
fn answers_are_replaced_and_joined_by_others() {
    insta::assert_snapshot!(transcript(
        r##"
        rule connection 1: on CONNECT -> answer CONNACK session_present=1 code=5; then close
        rule connection 2: on opened -> also CONNACK
        rule connection 2: on CONNECT -> drop
        rule on SUBSCRIBE id=$first -> first PUBLISH topic="early" qos=1 id=1; answer SUBACK id=$id codes=128
        rule on sending PINGRESP -> answer hex d0 01 00
        1 CONNECT client_id="a"
        1 fin
        2 CONNECT client_id="a"
        2 SUBSCRIBE id=77 filters="a":1
        2 SUBSCRIBE id=78 filters="a":1
        2 PINGREQ
        2 PUBLISH topic="a" qos=1 id=3
    "##
    ));
}

#[test]
fn connections_are_closed_reset_silenced_and_ignored() {
    insta::assert_snapshot!(transcript(
        r##"
        rule connection 1: on opened -> close
        rule connection 2: on CONNECT -> reset
        rule connection 3: on PINGREQ -> silence
        rule connection 4: on PUBLISH -> ignore
        rule connection 4: on sending PUBREL -> drop
        1
        1 fin
        2 CONNECT client_id="a"
        3 CONNECT client_id="a" keep_alive=10
        3 PINGREQ
        wait 20 s
        4 CONNECT client_id="a"
        4 PUBLISH topic="t" qos=1 id=1
        publish PUBLISH topic="t" qos=2
        4 PUBREC id=1
        silent
        4 PINGREQ
        4 fin
    "##
    ));
}

#[test]
fn what_a_step_sends_uses_the_variables_and_keeps_identifiers_apart() {
    insta::assert_snapshot!(transcript(
        r##"
        1 CONNECT client_id="a"
        1 SUBSCRIBE id=5 filters="t":1
        send SUBACK id=$id codes=1
        send PUBLISH topic="raw" qos=2 id=1
        publish PUBLISH topic="own" qos=2
        1 PUBREC id=1
        1 PUBREC id=2
        send PUBCOMP id=$pubrec_id
        close
        1 fin
    "##
    ));
}

#[test]
fn a_variable_that_nothing_bound_is_our_error() {
    let transcript = transcript(
        r##"
        rule on PINGREQ -> answer PUBACK id=$never
        1 CONNECT client_id="a"
        1 PINGREQ
    "##,
    );
    assert!(transcript.contains("! about PINGREQ: $never is not bound"), "{transcript}");
}

#[test]
fn a_delivery_waits_for_a_connack_that_is_late() {
    insta::assert_snapshot!(transcript(
        r##"
        1 CONNECT client_id="a" clean_session=0
        publish PUBLISH topic="t" qos=1 payload="unacknowledged"
        1 fin
        rule on CONNECT -> delay 1 s
        2 CONNECT client_id="a" clean_session=0
        publish PUBLISH topic="t" qos=0 payload="meanwhile"
        wait 2 s
    "##
    ));
}
