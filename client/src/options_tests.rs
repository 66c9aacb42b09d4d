//! Tests of the options: each contradiction is found and named.

extern crate std;

use std::vec;

use super::*;
use crate::{address::Transport, tls::Trust};

fn options() -> Options<'static> {
    Options::new("host")
}

fn with(change: impl FnOnce(&mut Settings)) -> Options<'static> {
    let mut options = options();
    change(&mut options.settings);
    options
}

#[test]
fn the_defaults_are_no_contradiction() {
    assert_eq!(options().check(), Ok(()));
}

#[test]
fn an_option_without_the_one_it_needs_names_both() {
    let (plain, nowhere) = (options(), Options::new(""));
    let tls = options().address(Address { transport: Transport::Tls, ..Address::new("h") });
    let fixed = with(|s| s.reconnect = Reconnect::Fixed { delay_ms: 1 });
    for (options, option, needed_by) in [
        (options().password(b""), OptionName::UserName, OptionName::Password),
        (tls, OptionName::Tls, OptionName::Transport),
        (
            options().backup(&plain, BackupServer::EachFailure),
            OptionName::Reconnect,
            OptionName::Backup,
        ),
        (nowhere, OptionName::Host, OptionName::Transport),
        (
            fixed.backup(&nowhere, BackupServer::EachFailure),
            OptionName::Host,
            OptionName::Transport,
        ),
    ] {
        assert_eq!(options.check(), Err(missing(option, needed_by)));
    }
    assert_eq!(fixed.backup(&plain, BackupServer::EachFailure).check(), Ok(()));
}

#[test]
fn options_that_exclude_each_other_name_both() {
    let (plain, tls) = (options(), Tls::new(Trust::Insecure));
    let fixed = with(|s| s.reconnect = Reconnect::Fixed { delay_ms: 1 });
    let chain = options().backup(&plain, BackupServer::EachFailure);
    let path = options().address(Address { path: Some("/"), ..Address::new("h") });
    for (options, option, with) in [
        (options().tls(&tls), OptionName::Tls, OptionName::Transport),
        (fixed.backup(&chain, BackupServer::EachFailure), OptionName::Backup, OptionName::Backup),
        (fixed.backup(&plain, BackupServer::None), OptionName::Backup, OptionName::Backup),
        (path, OptionName::Path, OptionName::Transport),
    ] {
        assert_eq!(options.check(), Err(Misuse::Contradiction { option, with }));
    }
}

#[test]
fn an_option_out_of_range_is_named_with_its_range() {
    let backoff = |delay_ms_min, delay_ms_max| {
        Reconnect::Backoff(Backoff { delay_ms_min, delay_ms_max, ..Backoff::default() })
    };
    for (options, option, found) in [
        (with(|s| s.ping_timeout_ms = 0), OptionName::PingTimeout, 0),
        (with(|s| s.send_timeout_ms = 0), OptionName::SendTimeout, 0),
        (with(|s| s.in_flight_max = 0), OptionName::InFlightMax, 0),
        (with(|s| s.packet_len_max = 3), OptionName::PacketLenMax, 3),
        (with(|s| s.reconnect = Reconnect::Fixed { delay_ms: 0 }), OptionName::Reconnect, 0),
        (with(|s| s.reconnect = backoff(0, 9)), OptionName::Reconnect, 0),
        (with(|s| s.reconnect = backoff(10, 9)), OptionName::Reconnect, 10),
    ] {
        let Err(Misuse::OutOfRange { option: named, found: value, min, max }) = options.check()
        else {
            panic!("{option:?} is in range");
        };
        assert_eq!((named, value), (option, found));
        assert!(!(min..=max).contains(&found), "{option:?}");
    }
    for options in [with(|s| s.packet_len_max = 4), with(|s| s.reconnect = backoff(9, 9))] {
        assert_eq!(options.check(), Ok(()));
    }
}

#[test]
fn what_connect_cannot_say_is_refused_before_dialling() {
    let long = "x".repeat(65_536);
    let bytes = vec![0; 65_536];
    let field_long = |field| Misuse::FieldLong { field, found: 65_536, max: 65_535 };
    let nul = |field| Misuse::NulCharacter { field, at: 0 };
    let options = Options::new("host");
    let will = |topic, message| options.will(topic, message, QoS::AtMostOnce, false);
    let login = options.user_name("u");
    let v3_1 = options.protocol_version(ProtocolVersion::V3_1);
    for (options, expected) in [
        (options.client_identifier(&long), field_long(Field::ClientIdentifier)),
        (options.client_identifier("\0"), nul(Field::ClientIdentifier)),
        (options.user_name(&long), field_long(Field::UserName)),
        (options.user_name("\0"), nul(Field::UserName)),
        (login.password(&bytes), field_long(Field::Password)),
        (will(&long, b""), field_long(Field::WillTopic)),
        (will("w", &bytes), field_long(Field::WillMessage)),
        (will("", b""), Misuse::Empty { field: Field::WillTopic }),
        (will("+", b""), Misuse::Wildcard { field: Field::WillTopic, at: 0 }),
        (options.clean_session(false), Misuse::ClientIdentifierEmpty),
        (v3_1, Misuse::ClientIdentifierEmpty),
        (
            v3_1.client_identifier("abcdefghijklmnopqrstuvwx"),
            Misuse::ClientIdentifierLong { found: 24, max: 23 },
        ),
    ] {
        assert_eq!(options.check(), Err(expected));
    }
}

#[test]
fn empty_and_binary_fields_are_kept_apart_from_absent_ones() {
    let connect = options()
        .user_name("")
        .password(b"\xFF\0")
        .will("w", b"", QoS::ExactlyOnce, true)
        .connect()
        .unwrap();
    let login = connect.login.unwrap();
    assert_eq!(login.user_name.as_str(), "");
    assert_eq!(login.password.unwrap().as_bytes(), b"\xFF\0");
    assert_eq!(connect.will.unwrap().message.as_bytes(), b"");
    assert_eq!(options().user_name("u").connect().unwrap().login.unwrap().password, None);
    assert_eq!(options().connect().unwrap().login, None);
}

#[test]
fn the_uri_wins_over_the_fields_it_names_and_no_others() {
    let fields = Options::new("field").user_name("field").password(b"field");
    let mut buffer = [0; 8];
    let uri = Uri::parse("wss://uri/path", &mut buffer).unwrap();
    let options = fields.uri(&uri);
    assert_eq!((options.address.host, options.address.port()), ("uri", 443));
    assert_eq!(options.address.path(), "/path");
    assert_eq!(options.user_name, Some("field"));
    let uri = Uri::parse("mqtt://u@uri:7", &mut []).unwrap();
    let options = fields.uri(&uri);
    assert_eq!(options.address.port(), 7);
    assert_eq!((options.user_name, options.password), (Some("u"), None));
}

#[test]
fn a_port_field_holds_where_the_uri_names_none() {
    let address = Address { port: Some(1884), ..Address::new("field") };
    let uri = Uri::parse("mqtt://uri", &mut []).unwrap();
    let options = options().address(address).uri(&uri);
    assert_eq!((options.address.host, options.address.port()), ("uri", 1884));
}
