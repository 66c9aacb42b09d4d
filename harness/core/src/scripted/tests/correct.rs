//! Without a script it is a correct server.

use proptest::prelude::*;

use super::exchange::transcript;
use crate::{
    scripted::Interpreter,
    stage::Signal,
    time::{At, Span},
    trace::ConnectionId,
};

macro_rules! transcripts {
    ($($name:ident: $lines:literal)+) => {$(
        #[test]
        fn $name() {
            insta::assert_snapshot!(transcript($lines));
        }
    )+};
}

transcripts! {
    qos_0_1_and_2_go_through_in_both_directions: r##"
        1 CONNECT client_id="a" keep_alive=0
        1 SUBSCRIBE id=9 filters="t/#":2,"u":0
        1 PUBLISH topic="t/0" qos=0 payload="zero"
        1 PUBLISH topic="t/1" qos=1 id=5 payload="one"
        1 PUBACK id=1
        1 PUBLISH topic="t/2" qos=2 id=6 payload="two"
        1 PUBREC id=2
        1 PUBREL id=6
        1 PUBCOMP id=2
        1 PUBLISH topic="u" qos=2 id=6 payload="granted 0"
        1 UNSUBSCRIBE id=10 filters="t/#","never"
        1 PUBLISH topic="t/0" qos=0 payload="to nobody"
        1 PINGREQ
        1 DISCONNECT
        1 fin
    "##
    a_repeated_qos_2_publish_is_routed_once: r##"
        1 CONNECT client_id="a"
        2 CONNECT client_id="b"
        2 SUBSCRIBE id=1 filters="t":0
        1 PUBLISH topic="t" qos=2 id=6
        1 PUBLISH topic="t" qos=2 id=6 dup=1
        1 PUBREL id=6
        1 PUBREL id=6
        1 PUBLISH topic="t" qos=2 id=6
    "##
    a_session_is_resumed_with_what_was_not_finished: r##"
        1 CONNECT client_id="a" clean_session=0
        1 SUBSCRIBE id=1 filters="t":2
        publish PUBLISH topic="t" qos=1 payload="1"
        publish PUBLISH topic="t" qos=2 payload="2"
        publish PUBLISH topic="t" qos=2 payload="3"
        1 PUBREC id=3
        1 fin
        publish PUBLISH topic="t" qos=0 payload="lost"
        publish PUBLISH topic="t" qos=1 payload="4"
        2 CONNECT client_id="a" clean_session=0
        2 PUBACK id=4
        2 PUBCOMP id=3
        2 DISCONNECT
        2 fin
        3 CONNECT client_id="a" clean_session=1
        3 DISCONNECT
        3 fin
        4 CONNECT client_id="a" clean_session=0
    "##
    the_will_is_published_unless_disconnect_came: r##"
        1 CONNECT client_id="watcher" keep_alive=0
        1 SUBSCRIBE id=1 filters="will":1
        2 CONNECT client_id="a" will_topic="will" will_message="reset" will_qos=1
        2 rst
        1 PUBACK id=1
        3 CONNECT client_id="a" will_topic="will" will_message="no" will_qos=1
        3 DISCONNECT
        3 fin
        4 CONNECT client_id="a" will_topic="will" will_message="violation" will_retain=1
        4 CONNECT client_id="a"
        4 fin
        5 CONNECT client_id="a" keep_alive=2 will_topic="will" will_message="late"
        wait 4 s
        6 CONNECT client_id="late"
        6 SUBSCRIBE id=1 filters="#":1
    "##
    retained_messages_are_kept_replaced_and_erased: r##"
        1 CONNECT client_id="a"
        1 PUBLISH topic="r/1" retain=1 qos=0 payload="old"
        1 PUBLISH topic="r/1" retain=1 qos=1 id=1 payload="new"
        1 PUBLISH topic="r/2" retain=1 payload="gone soon"
        1 PUBLISH topic="r/2" retain=1
        1 PUBLISH topic="r/1" retain=0 payload="not kept"
        retain PUBLISH topic="r/3" qos=2 payload="from a step"
        1 SUBSCRIBE id=2 filters="r/+":1
        1 SUBSCRIBE id=3 filters="r/1":0
    "##
    the_same_client_identifier_ousts_the_older_connection: r##"
        1 CONNECT client_id="a" clean_session=0 will_topic="w" will_message="ousted"
        1 SUBSCRIBE id=1 filters="w":0
        2 CONNECT client_id="a" clean_session=0
        1 PINGREQ
        1 fin
        2 PINGREQ
    "##
    a_connect_that_is_refused_gets_its_return_code_and_the_end: r##"
        1 CONNECT client_id="a" level=5
        2 CONNECT client_id="a" protocol="MQIsdp" level=3
        3 CONNECT client_id="" clean_session=0
        4 CONNECT client_id="" clean_session=1
        5 CONNECT client_id="a" protocol="HTTP"
        6 CONNECT client_id="a" connect_flags=3
        7 PINGREQ
        8 hex 10ffffffff01
    "##
    protocol_violations_end_the_connection: r##"
        1 CONNECT client_id="a"
        1 CONNECT client_id="a"
        2 CONNECT client_id="a"
        2 SUBSCRIBE flags=0 id=1 filters="a":0
        3 CONNECT client_id="a"
        3 SUBSCRIBE id=1 filters="a/#/b":0
        4 CONNECT client_id="a"
        4 PUBLISH topic="a" qos=3 id=1
        5 CONNECT client_id="a"
        5 PINGRESP
        6 CONNECT client_id="a"
        6 hex f000
        7 CONNECT client_id="a"
        7 PUBACK id=77
        7 PINGREQ
    "##
    silence_is_ended_by_the_server: r##"
        1
        2 CONNECT client_id="a" keep_alive=10
        wait 14.999 s
        2 PINGREQ
        wait 15 s
        3 CONNECT client_id="a" keep_alive=0
        3 DISCONNECT
        wait 5 s
        4 CONNECT client_id="a" keep_alive=1
        wait 2 s
        wait 30 s
    "##
}

#[test]
fn bytes_cut_anywhere_are_the_same_packets() {
    let stream = hex::decode("100d00044d51545404020000000161c000").unwrap();
    let outputs = |chunks: &mut dyn Iterator<Item = &[u8]>| {
        let mut broker = Interpreter::new();
        broker.handle_opened(At::ZERO, ID);
        for chunk in chunks {
            broker.handle_signal(At::ZERO, ID, Signal::Bytes(chunk.to_vec()));
        }
        std::iter::from_fn(|| broker.poll_output()).collect::<Vec<_>>()
    };
    let whole = outputs(&mut [&stream[..]].into_iter());
    assert_eq!(whole.len(), 2);
    assert_eq!(outputs(&mut stream.chunks(1)), whole);
    for cut in 1..stream.len() {
        let (first, second) = stream.split_at(cut);
        assert_eq!(outputs(&mut [first, second].into_iter()), whole, "cut at {cut}");
    }
}

#[test]
fn every_packet_identifier_in_flight_is_handled_without_delay() {
    let mut broker = Interpreter::new();
    broker.handle_opened(At::ZERO, ID);
    let connect = hex::decode("100d00044d5154540402000000016100").unwrap();
    broker.handle_signal(At::ZERO, ID, Signal::Bytes(connect[..15].to_vec()));
    for id in 1..=u16::MAX {
        let [high, low] = id.to_be_bytes();
        let publish = vec![0x34, 5, 0, 1, b't', high, low];
        broker.handle_signal(At::ZERO, ID, Signal::Bytes(publish));
    }
    let answers = std::iter::from_fn(|| broker.poll_output()).count();
    assert_eq!(answers, 1 + usize::from(u16::MAX));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..8),
        connected: bool,
    ) {
        let mut broker = Interpreter::new();
        broker.handle_opened(At::ZERO, ID);
        if connected {
            let connect = hex::decode("100d00044d51545404020000000161").unwrap();
            broker.handle_signal(At::ZERO, ID, Signal::Bytes(connect));
        }
        let mut now = At::ZERO;
        for chunk in chunks {
            broker.handle_signal(now, ID, Signal::Bytes(chunk));
            now = now + Span::from_s(1);
            broker.handle_timeout(now);
        }
        broker.handle_signal(now, ID, Signal::Fin);
        let outputs: Vec<_> = std::iter::from_fn(|| broker.poll_output()).collect();
        prop_assert_eq!(outputs.last(), Some(&(ID, Signal::Fin)), "the end is answered");
        prop_assert_eq!(broker.poll_timeout(), None, "nothing is left");
    }
}

const ID: ConnectionId = ConnectionId(1);
