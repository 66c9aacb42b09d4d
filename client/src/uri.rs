//! A server's address in one line: `mqtt://user:password@host:port`, `wss://host/path?query`.
//!
//! ```text
//! mqtt  TCP  1883      mqtts  TLS  8883      ws  WebSocket  80      wss  WebSocket, TLS  443
//! ```
//! User name and password are percent-decoded. *Not here:* what a URI cannot say, and names in
//! other scripts, which must come as `xn--`.

use core::{fmt, net::Ipv6Addr};

use crate::{address::Transport, error::Misuse};

/// The parts of a URI.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Uri<'a> {
    /// From the scheme.
    pub transport: Transport,
    /// A domain name, an IPv4 address, or an IPv6 address without brackets.
    pub host: &'a str,
    /// The port, if given.
    pub port: Option<u16>,
    /// The path with its query as they stand, if given; WebSocket only.
    pub path: Option<&'a str>,
    /// The decoded user name, if given.
    pub user_name: Option<&'a str>,
    /// The decoded password, if given; any bytes.
    pub password: Option<&'a [u8]>,
}

/// What can be wrong with a URI.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum UriFault {
    /// The caller's buffer is too small for the decoded user name and password.
    BufferTooSmall,
    /// A fragment, which no server would see.
    Fragment,
    /// No host, or one with a character that no host has.
    Host,
    /// A path or query without WebSocket.
    Path,
    /// A `%` without two hexadecimal digits.
    PercentEncoding,
    /// A port that is not 1 to 65,535.
    Port,
    /// None of `mqtt://`, `mqtts://`, `ws://`, `wss://`.
    Scheme,
    /// More than one `@`: one of them must be `%40`.
    UserInformation,
    /// A user name that is not UTF-8.
    UserNameUtf8,
}

impl fmt::Display for UriFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BufferTooSmall => "the buffer is too small for the user name and password",
            Self::Fragment => "a fragment is not possible",
            Self::Host => "a host is needed: a name, an IPv4 address or an [IPv6 address]",
            Self::Path => "a path needs ws:// or wss://",
            Self::PercentEncoding => "two hexadecimal digits must follow %",
            Self::Port => "a port is 1 to 65535",
            Self::Scheme => "the scheme must be mqtt://, mqtts://, ws:// or wss://",
            Self::UserInformation => "an @ in a user name or password is written %40",
            Self::UserNameUtf8 => "the user name is not UTF-8",
        })
    }
}

impl<'a> Uri<'a> {
    /// Parses a URI. `buffer` takes the decoded user name and password, and only if they hold a
    /// `%`; the length of the URI is always enough.
    ///
    /// # Errors
    /// [`Misuse::Uri`] with the first fault and where it is. The errors quote nothing, so that no
    /// password gets into a log.
    pub fn parse(text: &'a str, buffer: &'a mut [u8]) -> Result<Self, Misuse> {
        let (transport, authority_at) = scheme(text)?;
        let authority_end = end_of(text, authority_at, &['/', '?', '#']);
        let authority = &text[authority_at..authority_end];
        let (user_information, host_at) = match authority.rsplit_once('@') {
            Some((before, _)) => (before, authority_at + before.len() + 1),
            None => ("", authority_at),
        };
        if let Some(at) = user_information.find('@') {
            return Err(fault(UriFault::UserInformation, authority_at + at));
        }
        let (host, port_at) = host(text, host_at, authority_end)?;
        let port = port(&text[port_at..authority_end], port_at)?;
        let path = path(text, authority_end, transport)?;
        let (user_name, password) = login(user_information, authority_at, buffer)?;
        Ok(Self { transport, host, port, path, user_name, password })
    }
}

/// The host and the port in `host`, `host:port`, `[IPv6 address]` or `[IPv6 address]:port`.
#[cfg(feature = "json")]
pub(crate) fn host_and_port(text: &str) -> Result<(&str, Option<u16>), Misuse> {
    let (host, port_at) = host(text, 0, text.len())?;
    Ok((host, port(&text[port_at..], port_at)?))
}

const SCHEMES: [(&str, Transport); 4] = [
    ("mqtt", Transport::Tcp),
    ("mqtts", Transport::Tls),
    ("ws", Transport::WebSocket),
    ("wss", Transport::WebSocketTls),
];

const fn fault(fault: UriFault, at: usize) -> Misuse {
    Misuse::Uri { fault, at }
}

/// The transport, and where the rest starts.
fn scheme(text: &str) -> Result<(Transport, usize), Misuse> {
    let unknown = fault(UriFault::Scheme, 0);
    let (name, _) = text.split_once("://").ok_or(unknown)?;
    let known = SCHEMES.iter().find(|(scheme, _)| scheme.eq_ignore_ascii_case(name));
    let (scheme, transport) = known.ok_or(unknown)?;
    Ok((*transport, scheme.len() + "://".len()))
}

/// Where the part that starts at `from` ends.
fn end_of(text: &str, from: usize, ends: &[char]) -> usize {
    text[from..].find(ends).map_or(text.len(), |at| from + at)
}

/// The host, and where what follows it starts.
fn host(text: &str, from: usize, end: usize) -> Result<(&str, usize), Misuse> {
    let rest = &text[from..end];
    if let Some(inside) = rest.strip_prefix('[') {
        let (address, _) = inside.split_once(']').ok_or(fault(UriFault::Host, from))?;
        if address.parse::<Ipv6Addr>().is_err() {
            return Err(fault(UriFault::Host, from));
        }
        return Ok((address, from + address.len() + 2));
    }
    let name = &rest[..rest.find(':').unwrap_or(rest.len())];
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    match name.find(|c| !allowed(c)) {
        Some(at) => Err(fault(UriFault::Host, from + at)),
        None if name.is_empty() => Err(fault(UriFault::Host, from)),
        None => Ok((name, from + name.len())),
    }
}

/// The port in what follows the host: nothing, `:` alone, or `:` and a number.
fn port(text: &str, from: usize) -> Result<Option<u16>, Misuse> {
    if text.is_empty() || text == ":" {
        return Ok(None);
    }
    let wrong = fault(UriFault::Port, from);
    let digits = text.strip_prefix(':').ok_or(fault(UriFault::Host, from))?;
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(wrong);
    }
    match digits.parse() {
        Ok(0) | Err(_) => Err(wrong),
        Ok(port) => Ok(Some(port)),
    }
}

/// The path with its query, if there is one.
fn path(text: &str, from: usize, transport: Transport) -> Result<Option<&str>, Misuse> {
    let path = &text[from..];
    if let Some(at) = path.find('#') {
        return Err(fault(UriFault::Fragment, from + at));
    }
    if let Some(at) = path.find(|c: char| !c.is_ascii_graphic()) {
        return Err(fault(UriFault::Path, from + at));
    }
    match path {
        "" => Ok(None),
        "/" if !transport.is_web_socket() => Ok(None),
        // a query alone has no request line of its own
        _ if !transport.is_web_socket() || !path.starts_with('/') => {
            Err(fault(UriFault::Path, from))
        }
        _ => Ok(Some(path)),
    }
}

type DecodedLogin<'a> = (Option<&'a str>, Option<&'a [u8]>);

fn login<'a>(text: &'a str, from: usize, buffer: &'a mut [u8]) -> Result<DecodedLogin<'a>, Misuse> {
    if text.is_empty() {
        return Ok((None, None));
    }
    let (user_name, password) = match text.split_once(':') {
        Some((user_name, password)) => (user_name, Some(password)),
        None => (text, None),
    };
    let (user_bytes, buffer) = decode(user_name, from, buffer)?;
    let user_name = core::str::from_utf8(user_bytes)
        .map_err(|error| fault(UriFault::UserNameUtf8, from + error.valid_up_to()))?;
    let Some(password) = password else { return Ok((Some(user_name), None)) };
    let password_at = from + text.len() - password.len();
    let (password, _) = decode(password, password_at, buffer)?;
    Ok((Some(user_name), Some(password)))
}

/// Percent-decodes `text` into the start of `buffer`, if it needs it; answers the unused rest too.
fn decode<'a>(
    text: &'a str,
    from: usize,
    buffer: &'a mut [u8],
) -> Result<(&'a [u8], &'a mut [u8]), Misuse> {
    if !text.contains('%') {
        return Ok((text.as_bytes(), buffer));
    }
    let mut len = 0;
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let at = from + text.len() - rest.len();
        let byte = if *first == b'%' {
            let digits = tail.first_chunk().and_then(hex_byte);
            rest = tail.get(2..).unwrap_or(&[]);
            digits.ok_or(fault(UriFault::PercentEncoding, at))?
        } else {
            rest = tail;
            *first
        };
        *buffer.get_mut(len).ok_or(fault(UriFault::BufferTooSmall, at))? = byte;
        len += 1;
    }
    let (decoded, unused) = buffer.split_at_mut(len);
    Ok((decoded, unused))
}

fn hex_byte(digits: &[u8; 2]) -> Option<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16);
    let [high, low] = *digits;
    u8::try_from(digit(high)? << 4 | digit(low)?).ok()
}

#[cfg(test)]
#[path = "uri_tests.rs"]
mod tests;
