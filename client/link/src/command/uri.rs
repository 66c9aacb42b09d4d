//! A `uri` taken apart into the members it stands for, for shims whose client takes no URI.

use alloc::{string::String, vec::Vec};

use super::{ConnectOptions, Transport};
use crate::{Bytes, Hex, Text};

/// A URI that names no server in a way this version of the link knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadUri {
    /// The scheme is none of `mqtt mqtts ws wss`, or there is none.
    #[error("the scheme is not one of mqtt, mqtts, ws, wss")]
    Scheme,
    /// There is no host, or its brackets do not match.
    #[error("no host")]
    Host,
    /// The port is not a number from 1 to 65,535.
    #[error("the port is not a number from 1 to 65535")]
    Port,
    /// A `%` is not followed by two hexadecimal digits.
    #[error("a percent sign without two hexadecimal digits")]
    Percent,
}

impl ConnectOptions {
    /// These options with `uri` replaced by the members it stands for; members given beside it
    /// win. Without `uri` nothing changes.
    ///
    /// # Errors
    /// The URI is not one that RFC 3986 and this version of the link allow.
    pub fn without_uri(mut self) -> Result<Self, BadUri> {
        let Some(uri) = self.uri.take() else { return Ok(self) };
        let (scheme, rest) = uri.split_once("://").ok_or(BadUri::Scheme)?;
        let transport = match scheme.to_ascii_lowercase().as_str() {
            "mqtt" => Transport::Tcp,
            "mqtts" => Transport::Tls,
            "ws" => Transport::Ws,
            "wss" => Transport::Wss,
            _ => return Err(BadUri::Scheme),
        };
        let rest = rest.split('#').next().unwrap_or(rest);
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (user_info, server) = match authority.rsplit_once('@') {
            Some((user_info, server)) => (Some(user_info), server),
            None => (None, authority),
        };
        let (host, port) = host_and_port(server)?;
        self.transport.get_or_insert(transport);
        self.host.get_or_insert(host);
        self.port = self.port.or(port);
        self.path = self.path.or_else(|| match path {
            "" => None,
            query if query.starts_with('?') => Some(alloc::format!("/{query}")),
            path => Some(path.into()),
        });
        if let Some(user_info) = user_info {
            let (user_name, password) = match user_info.split_once(':') {
                Some((user_name, password)) => (user_name, Some(password)),
                None => (user_info, None),
            };
            let user_name = text(decoded(user_name)?);
            self.user_name.get_or_insert(user_name);
            if let (None, Some(password)) = (&self.password, password) {
                self.password = Some(Bytes::of(&decoded(password)?));
            }
        }
        Ok(self)
    }
}

impl Transport {
    /// The port where none is given.
    #[must_use]
    pub const fn port(self) -> u16 {
        match self {
            Self::Tcp => 1883,
            Self::Tls => 8883,
            Self::Ws => 80,
            Self::Wss => 443,
        }
    }
}

fn host_and_port(server: &str) -> Result<(String, Option<u16>), BadUri> {
    let (host, port) = match server.strip_prefix('[') {
        Some(rest) => rest.split_once(']').ok_or(BadUri::Host)?,
        None => server.split_at(server.find(':').unwrap_or(server.len())),
    };
    if host.is_empty() {
        return Err(BadUri::Host);
    }
    let port = match port.strip_prefix(':') {
        Some("") => None,
        Some(digits) => {
            let port = digits.parse().ok().filter(|port| *port != 0);
            Some(port.ok_or(BadUri::Port)?)
        }
        None if port.is_empty() => None,
        None => return Err(BadUri::Host),
    };
    let host = String::from_utf8(decoded(host)?).map_err(|_| BadUri::Host)?;
    Ok((host, port))
}

fn text(bytes: Vec<u8>) -> Text {
    String::from_utf8(bytes).map_or_else(|e| Text::Raw { hex: Hex(e.into_bytes()) }, Text::Plain)
}

/// The bytes that percent-encoded `text` stands for.
fn decoded(text: &str) -> Result<Vec<u8>, BadUri> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, tail) = tail.split_at_checked(2).ok_or(BadUri::Percent)?;
        bytes.extend(hex::decode(digits).map_err(|_| BadUri::Percent)?);
        rest = tail;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(uri: &str) -> Result<String, BadUri> {
        let options = ConnectOptions { uri: Some(uri.into()), ..ConnectOptions::default() };
        options.without_uri().map(|options| serde_json::to_string(&options).unwrap())
    }

    #[test]
    fn a_uri_stands_for_its_members() {
        let cases = [
            ("mqtt://h", r#"{"host":"h","transport":"tcp"}"#),
            ("MQTTS://h:1/", r#"{"host":"h","port":1,"transport":"tls","path":"/"}"#),
            (
                "ws://[::1]:80/a?b=c#d",
                r#"{"host":"::1","port":80,"transport":"ws","path":"/a?b=c"}"#,
            ),
            ("wss://h?q", r#"{"host":"h","transport":"wss","path":"/?q"}"#),
            ("mqtt://u@h:", r#"{"host":"h","transport":"tcp","user_name":"u"}"#),
            (
                "mqtt://%75%40:p%3a%00@h",
                concat!(
                    r#"{"host":"h","transport":"tcp","#,
                    r#""user_name":"u@","password":{"hex":"703a00"}}"#
                ),
            ),
        ];
        for (uri, members) in cases {
            assert_eq!(split(uri).as_deref(), Ok(members), "{uri}");
        }
    }

    #[test]
    fn members_beside_the_uri_win() {
        let json = r#"{"uri":"mqtt://a:b@h:1/p","host":"g","port":2,"user_name":"c"}"#;
        let options: ConnectOptions = serde_json::from_str(json).unwrap();
        let expected = concat!(
            r#"{"host":"g","port":2,"transport":"tcp","path":"/p","#,
            r#""user_name":"c","password":{"text":"b"}}"#
        );
        let options = options.without_uri().unwrap();
        assert_eq!(serde_json::to_string(&options).unwrap(), expected);
    }

    #[test]
    fn what_is_no_uri_of_a_server_is_refused() {
        let cases = [
            ("h:1883", BadUri::Scheme),
            ("http://h", BadUri::Scheme),
            ("mqtt://", BadUri::Host),
            ("mqtt://:1", BadUri::Host),
            ("mqtt://[::1", BadUri::Host),
            ("mqtt://[::1]x", BadUri::Host),
            ("mqtt://h:0", BadUri::Port),
            ("mqtt://h:65536", BadUri::Port),
            ("mqtt://h:x", BadUri::Port),
            ("mqtt://%4@h", BadUri::Percent),
            ("mqtt://%zz@h", BadUri::Percent),
        ];
        for (uri, error) in cases {
            assert_eq!(split(uri), Err(error), "{uri}");
        }
    }
}
