//! Mutants whose flow has more than one step.

use super::between::Between;
use crate::mutant::named;

fn run(name: &str, lines: &str) -> String {
    Between::new(named(name).unwrap().build()).run(lines).passed
}

#[test]
fn pingreq_is_late_and_the_client_does_not_notice() {
    insta::assert_snapshot!(run(
        "late-pingreq",
        r#"
        > CONNECT client_id="a" keep_alive=10
        < CONNACK
        at 10 s
        > PINGREQ
        at 14 s
        < PINGRESP
        at 20 s
        > PINGREQ
        at 22 s
        > PUBLISH topic="t"
        at 40 s
        reconnect
        > CONNECT client_id="a" keep_alive=0
        > PINGREQ
        < PINGRESP
        at 400 s
        reconnect
        > CONNECT client_id="a" keep_alive=10
        at 410 s
        > PINGREQ
        > fin
        at 500 s
    "#
    ));
}

#[test]
fn an_identifier_that_is_always_the_same_finds_its_way_back() {
    insta::assert_snapshot!(run(
        "publish-identifier-42",
        r#"
        > CONNECT client_id="a"
        > PUBLISH topic="t" qos=1 id=1 payload="1"
        > PUBLISH topic="t" qos=1 id=2 payload="2"
        > PUBLISH topic="t" qos=2 id=3 payload="3"
        < PUBACK id=42
        < PUBACK id=42
        < PUBREC id=3
    "#
    ));
}

#[test]
fn a_resend_under_another_identifier_is_finished_under_the_old_one() {
    insta::assert_snapshot!(run(
        "resend-with-other-identifier",
        r#"
        > PUBLISH topic="t" qos=2 id=1
        > PUBLISH topic="t" qos=2 id=1 dup=1
        < PUBREC id=20001
        > PUBREL id=1
        < PUBCOMP id=20001
    "#
    ));
}

#[test]
fn a_message_under_two_identifiers_is_finished_without_the_client() {
    insta::assert_snapshot!(run(
        "qos-2-message-twice",
        r#"
        > PUBLISH topic="t" qos=2 id=1
        < PUBREC id=1
        < PUBREC id=16385
        > PUBREL id=1
        < PUBCOMP id=1
        < PUBCOMP id=16385
    "#
    ));
}

#[test]
fn pubrel_becomes_publish_only_after_a_reconnection() {
    insta::assert_snapshot!(run(
        "publish-after-pubrec",
        r#"
        > PUBLISH topic="t" qos=2 id=1 payload="once"
        < PUBREC id=1
        > PUBREL id=1
        reconnect
        > CONNECT client_id="a" clean_session=0
        > PUBREL id=1
        < PUBREC id=1
        > PUBREL id=1
        < PUBCOMP id=1
    "#
    ));
}

#[test]
fn swapped_packets_go_on_after_a_moment_even_alone() {
    insta::assert_snapshot!(run(
        "pubacks-out-of-order",
        r#"
        > PUBACK id=1
        > PUBACK id=2
        > PUBACK id=3
        > PINGREQ
        at 1 s
        > PUBACK id=4
        > fin
    "#
    ));
}

#[test]
fn what_a_clean_session_left_is_sent_and_its_answer_kept_from_the_client() {
    insta::assert_snapshot!(run(
        "clean-session-is-not-clean",
        r#"
        > CONNECT client_id="a"
        < CONNACK
        > PUBLISH topic="t" qos=1 id=1
        > PUBLISH topic="t" qos=1 id=2
        < PUBACK id=1
        reconnect
        > CONNECT client_id="a"
        < CONNACK
        < PUBACK id=2
    "#
    ));
}

#[test]
fn a_repetition_is_told_again_whether_told_at_publish_or_at_pubrel() {
    insta::assert_snapshot!(run(
        "qos-2-repetition-is-delivered",
        r#"
        < PUBLISH topic="t" qos=2 id=1
        tell {"on":"message","topic":"t","qos":2,"len":0,"hex":""}
        < PUBLISH topic="t" qos=2 id=1 dup=1
        < PUBREL id=1
        < PUBLISH topic="u" qos=2 id=1
        < PUBLISH topic="u" qos=2 id=1 dup=1
        < PUBREL id=1
        tell {"on":"message","topic":"u","qos":2,"len":0,"hex":""}
    "#
    ));
}

#[test]
fn a_command_of_the_mutant_is_answered_to_nobody() {
    let passed = run(
        "reconnects-after-disconnect",
        r#"
        ask {"seq":1,"do":"connect","client_id":"a"}
        tell {"re":1,"ok":{}}
        ask {"seq":2,"do":"disconnect"}
        tell {"re":2,"ok":{}}
        tell {"re":1099511627777,"ok":{}}
    "#,
    );
    insta::assert_snapshot!(passed);
}

#[test]
fn after_a_close_of_the_mutant_nothing_passes() {
    insta::assert_snapshot!(run(
        "pingresp-is-taken-for-a-loss",
        r#"
        > PINGREQ
        < PINGRESP
        > PUBLISH topic="late"
        < PUBLISH topic="late"
        > fin
        < fin
    "#
    ));
}
