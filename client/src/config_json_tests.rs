//! Tests of the JSON configuration of Mongoose OS.

extern crate std;

use std::format;

use super::*;
use crate::option_name::OptionName;

/// A section `mqtt` with these members.
fn mqtt(members: &str) -> Result<Config, ConfigError> {
    Config::parse(&format!(r#"{{"mqtt": {{"enable": true{members}}}}}"#), "device-1")
}

#[test]
fn every_default_is_the_documented_one() {
    let config = mqtt("").unwrap();
    let tls = config.tls();
    assert_eq!(config.backup_options(&tls), None);
    let options = config.options(&tls, None).unwrap();
    assert_eq!((options.address.host, options.address.port()), ("iot.eclipse.org", 1883));
    assert_eq!(options.tls, None);
    let connect = options.connect().unwrap();
    assert_eq!((connect.clean_session, connect.keep_alive_s), (true, 60));
    assert_eq!(connect.client_identifier.as_str(), "device-1");
    assert_eq!((connect.login, connect.will), (None, None));
    let Reconnect::Backoff(backoff) = options.settings.reconnect else {
        panic!("not a backoff");
    };
    assert_eq!((backoff.delay_ms_min, backoff.delay_ms_max), (2_000, 60_000));
}

#[test]
fn nothing_is_done_unless_enabled() {
    for json in ["{}", r#"{"mqtt": {}}"#, r#"{"mqtt": {"enable": false}, "wifi": {"x": 1}}"#] {
        let config = Config::parse(json, "").unwrap();
        assert_eq!(config.options(&config.tls(), None), None, "{json}");
    }
}

#[test]
fn every_key_reaches_its_option() {
    let config = mqtt(
        r#", "clean_session": false, "client_id": "c", "keep_alive": 7, "pass": "p",
        "reconnect_timeout_min": 3, "reconnect_timeout_max": 9, "server": "[::1]:7",
        "ssl_ca_cert": "ca.pem", "ssl_cert": "c.pem", "ssl_key": "k.pem",
        "ssl_cipher_suites": "A:B", "user": "u", "will_message": "m", "will_topic": "w""#,
    )
    .unwrap();
    let tls = config.tls();
    let options = config.options(&tls, None).unwrap();
    let address = Address { transport: Transport::Tls, port: Some(7), ..Address::new("::1") };
    assert_eq!(options.address, address);
    let connect = options.connect().unwrap();
    assert_eq!((connect.clean_session, connect.keep_alive_s), (false, 7));
    assert_eq!(connect.client_identifier.as_str(), "c");
    let login = connect.login.unwrap();
    assert_eq!((login.user_name.as_str(), login.password.unwrap().as_bytes()), ("u", &b"p"[..]));
    let will = connect.will.unwrap();
    assert_eq!((will.topic_name.as_str(), will.message.as_bytes()), ("w", &b"m"[..]));
    let tls = options.tls.unwrap();
    let trust = Trust::Roots(Material::File("ca.pem"));
    let client = Some(ClientCertificate {
        certificate: Material::File("c.pem"),
        key: Material::File("k.pem"),
    });
    assert_eq!(tls.authentication, Authentication::Certificate { trust, client });
    assert_eq!(tls.cipher_suites, "A:B");
    let Reconnect::Backoff(backoff) = options.settings.reconnect else {
        panic!("not a backoff");
    };
    assert_eq!((backoff.delay_ms_min, backoff.delay_ms_max), (3_000, 9_000));
}

#[test]
fn tls_has_its_own_port_unless_one_is_named() {
    for (server, port) in [("h", 8883), ("h:1883", 1883)] {
        let config = mqtt(&format!(r#", "server": "{server}", "ssl_ca_cert": "ca.pem""#)).unwrap();
        assert_eq!(config.options(&config.tls(), None).unwrap().address.port(), port);
    }
}

#[test]
fn a_pre_shared_key_is_hexadecimal_and_asks_for_tls() {
    let config = mqtt(r#", "ssl_psk_identity": "i", "ssl_psk_key": "00ffA1""#).unwrap();
    let tls = config.tls();
    let options = config.options(&tls, None).unwrap();
    let key = &[0x00, 0xFF, 0xA1][..];
    let expected = Authentication::PreSharedKey { identity: b"i", key };
    assert_eq!(options.tls.unwrap().authentication, expected);
    let error = mqtt(r#", "ssl_psk_identity": "i", "ssl_psk_key": "0g""#).unwrap_err();
    assert_eq!(format!("{error}"), "mqtt.ssl_psk_key is not hexadecimal");
}

#[test]
fn the_backup_server_has_a_section_of_its_own() {
    let json = r#"{
        "mqtt": {"enable": true, "server": "first"},
        "mqtt1": {"enable": true, "server": "second", "user": "u", "ssl_ca_cert": "ca.pem"}
    }"#;
    let config = Config::parse(json, "").unwrap();
    let tls = config.tls();
    let backup = config.backup_options(&tls);
    let options = config.options(&tls, backup.as_ref()).unwrap();
    assert_eq!(options.check(), Ok(()));
    assert_eq!(options.backup_server(), BackupServer::LongestDelay);
    let (backup, _) = options.backup.unwrap();
    assert_eq!((backup.address.host, backup.address.port()), ("second", 8883));
    assert_eq!((options.user_name, backup.user_name), (None, Some("u")));
}

#[test]
fn each_contradiction_names_its_keys() {
    for (members, expected) in [
        (r#", "pass": "p""#, "mqtt.pass needs mqtt.user"),
        (r#", "will_message": "m""#, "mqtt.will_message needs mqtt.will_topic"),
        (r#", "ssl_cert": "c", "ssl_ca_cert": "ca""#, "mqtt.ssl_cert needs mqtt.ssl_key"),
        (r#", "ssl_key": "k", "ssl_ca_cert": "ca""#, "mqtt.ssl_key needs mqtt.ssl_cert"),
        (r#", "ssl_cert": "c", "ssl_key": "k""#, "mqtt.ssl_cert needs mqtt.ssl_ca_cert"),
        (r#", "ssl_psk_identity": "i""#, "mqtt.ssl_psk_identity needs mqtt.ssl_psk_key"),
        (r#", "ssl_psk_key": "00""#, "mqtt.ssl_psk_key needs mqtt.ssl_psk_identity"),
        (r#", "ssl_cipher_suites": "A""#, "mqtt.ssl_cipher_suites needs mqtt.ssl_ca_cert"),
        (
            r#", "ssl_psk_identity": "i", "ssl_psk_key": "00", "ssl_ca_cert": "ca""#,
            "mqtt.ssl_psk_identity excludes mqtt.ssl_ca_cert",
        ),
    ] {
        assert_eq!(format!("{}", mqtt(members).unwrap_err()), expected);
    }
}

#[test]
fn options_that_cannot_be_name_their_section() {
    let error = Config::parse(r#"{"mqtt1": {"server": "a b"}}"#, "").unwrap_err();
    assert!(matches!(
        error,
        ConfigError::Options { section: "mqtt1", misuse: Misuse::Uri { at: 1, .. } }
    ));
    let error = mqtt(r#", "reconnect_timeout_min": 61"#).unwrap_err();
    let option = OptionName::Reconnect;
    let (min, max, found) = (1, 60_000, 61_000);
    let expected = Misuse::OutOfRange { option, min, max, found };
    assert!(matches!(
        error,
        ConfigError::Options { section: "mqtt", misuse } if misuse == expected
    ));
    let error = Config::parse(r#"{"mqtt": {"clean_session": false}}"#, "").unwrap_err();
    let misuse = Misuse::ClientIdentifierEmpty;
    assert!(matches!(error, ConfigError::Options { misuse: m, .. } if m == misuse));
}

#[test]
fn what_is_not_the_documented_json_is_refused_with_its_place() {
    for (json, part) in [
        ("", "line 1 column 0"),
        ("[", "line 1"),
        (r#"{"mqtt": {"topic": "x"}}"#, "unknown field `topic`"),
        (r#"{"mqtt": {"keep_alive": -1}}"#, "invalid value"),
        (r#"{"mqtt": {"keep_alive": 65536}}"#, "invalid value"),
        (r#"{"mqtt": {"enable": "yes"}}"#, "invalid type"),
    ] {
        let error = format!("{}", Config::parse(json, "").unwrap_err());
        assert!(error.contains(part), "{error}");
    }
}
