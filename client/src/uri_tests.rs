//! Tests of URIs.

extern crate std;

use super::*;

fn plain(transport: Transport, host: &str, port: Option<u16>) -> Uri<'_> {
    Uri { transport, host, port, path: None, user_name: None, password: None }
}

#[test]
fn each_scheme_chooses_its_transport() {
    for (text, transport) in [
        ("mqtt://h", Transport::Tcp),
        ("mqtts://h", Transport::Tls),
        ("ws://h", Transport::WebSocket),
        ("wss://h", Transport::WebSocketTls),
        ("MQTTS://h", Transport::Tls),
    ] {
        assert_eq!(Uri::parse(text, &mut []), Ok(plain(transport, "h", None)));
    }
}

#[test]
fn hosts_are_names_and_addresses() {
    for (text, host, port) in [
        ("mqtt://mqtt.eclipse.org:1884", "mqtt.eclipse.org", Some(1884)),
        ("mqtt://192.0.2.1", "192.0.2.1", None),
        ("mqtt://[::1]", "::1", None),
        ("mqtt://[2001:db8::2]:65535", "2001:db8::2", Some(65_535)),
        ("mqtt://my_host-1:", "my_host-1", None),
        ("mqtt://h/", "h", None),
    ] {
        assert_eq!(Uri::parse(text, &mut []), Ok(plain(Transport::Tcp, host, port)), "{text}");
    }
}

#[test]
fn a_path_keeps_its_query_and_its_encoding() {
    for (text, path) in [
        ("ws://h:80/mqtt", Some("/mqtt")),
        ("wss://h/a%20b?c=d/e&f=@", Some("/a%20b?c=d/e&f=@")),
        ("ws://h/", Some("/")),
        ("ws://h", None),
    ] {
        assert_eq!(Uri::parse(text, &mut []).unwrap().path, path);
    }
}

#[test]
fn user_information_is_percent_decoded_into_the_buffer() {
    for (user_information, user_name, password) in [
        ("user:password@", Some("user"), Some(&b"password"[..])),
        ("user@", Some("user"), None),
        ("user:@", Some("user"), Some(b"")),
        (":password@", Some(""), Some(b"password")),
        ("@", None, None),
        ("a%40b:c%3Ad%2F%00%ff@", Some("a@b"), Some(b"c:d/\0\xFF")),
        ("%C3%A9:p@", Some("é"), Some(b"p")),
        ("u:p:q@", Some("u"), Some(b"p:q")),
    ] {
        let text = std::format!("mqtt://{user_information}h:1");
        let mut buffer = [0; 32];
        let uri = Uri::parse(&text, &mut buffer).unwrap();
        assert_eq!((uri.user_name, uri.password), (user_name, password), "{text}");
        assert_eq!((uri.host, uri.port), ("h", Some(1)));
    }
}

#[test]
fn plain_user_information_needs_no_buffer() {
    let uri = Uri::parse("mqtt://u:p@h", &mut []).unwrap();
    assert_eq!((uri.user_name, uri.password), (Some("u"), Some(&b"p"[..])));
}

#[test]
fn each_fault_is_named_and_located() {
    for (text, expected, at) in [
        ("", UriFault::Scheme, 0),
        ("h", UriFault::Scheme, 0),
        ("http://h", UriFault::Scheme, 0),
        ("mqtt:h", UriFault::Scheme, 0),
        ("mqttx://h", UriFault::Scheme, 0),
        ("mqtt://", UriFault::Host, 7),
        ("mqtt://:1883", UriFault::Host, 7),
        ("mqtt://u:p@", UriFault::Host, 11),
        ("mqtt://a b", UriFault::Host, 8),
        ("mqtt://é", UriFault::Host, 7),
        ("mqtt://[::1", UriFault::Host, 7),
        ("mqtt://[::g]", UriFault::Host, 7),
        ("mqtt://[::1]x", UriFault::Host, 12),
        ("mqtt://h:0", UriFault::Port, 8),
        ("mqtt://h:65536", UriFault::Port, 8),
        ("mqtt://h:+1", UriFault::Port, 8),
        ("mqtt://h:1:2", UriFault::Port, 8),
        ("mqtt://h/a", UriFault::Path, 8),
        ("mqtt://h?a", UriFault::Path, 8),
        ("ws://h?a", UriFault::Path, 6),
        ("ws://h/a b", UriFault::Path, 8),
        ("ws://h/a#b", UriFault::Fragment, 8),
        ("mqtt://a@b@h", UriFault::UserInformation, 8),
        ("mqtt://a%4@h", UriFault::PercentEncoding, 8),
        ("mqtt://a%@h", UriFault::PercentEncoding, 8),
        ("mqtt://a:%+1@h", UriFault::PercentEncoding, 9),
        ("mqtt://%ff:p@h", UriFault::UserNameUtf8, 7),
    ] {
        let mut buffer = [0; 32];
        assert_eq!(Uri::parse(text, &mut buffer), Err(fault(expected, at)), "{text}");
    }
}

#[test]
fn a_buffer_too_small_for_the_decoded_login_is_refused() {
    let text = "mqtt://%41b:%43@h";
    assert!(Uri::parse(text, &mut [0; 3]).is_ok());
    let too_small = Err(fault(UriFault::BufferTooSmall, 12));
    assert_eq!(Uri::parse(text, &mut [0; 2]), too_small);
}
