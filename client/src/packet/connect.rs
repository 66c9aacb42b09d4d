//! CONNECT: the client's first packet (section 3.1), of MQTT 3.1.1 or, on demand, of MQTT 3.1.
//!
//! ```text
//! 10  Remaining Length (1..4)
//! "MQTT" (2 + 4)  04  flags (1)  Keep Alive (2)          MQTT 3.1: "MQIsdp" (2 + 6)  03
//! Client Identifier (2 + n)  will topic, will message, user name, password (2 + n, if flagged)
//! flags: user name, password, Will Retain, Will QoS (2 bits), will, Clean Session, 0
//! ```

use crate::{
    error::{Malformed, Misuse},
    will::Will,
};

use super::{
    BinaryData, Field, PacketType, QoS, TopicName, Utf8String,
    reader::Reader,
    writer::{Writer, packet_len},
};

/// The protocol spoken.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum ProtocolVersion {
    /// MQTT 3.1: `MQIsdp`, level 3, a Client Identifier of 1 to 23 bytes.
    V3_1,
    /// MQTT 3.1.1: `MQTT`, level 4 [MQTT-3.1.2-1] [MQTT-3.1.2-2].
    #[default]
    V3_1_1,
}

impl ProtocolVersion {
    /// The protocol name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::V3_1 => "MQIsdp",
            Self::V3_1_1 => "MQTT",
        }
    }

    /// The protocol level on the wire.
    pub const fn level(self) -> u8 {
        match self {
            Self::V3_1 => 3,
            Self::V3_1_1 => 4,
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let name = reader.length_prefixed(Field::ProtocolName)?;
        let known = [Self::V3_1, Self::V3_1_1];
        let Some(version) = known.into_iter().find(|v| v.name().as_bytes() == name) else {
            return Err(Malformed::ProtocolName); // [MQTT-3.1.2-1]
        };
        let found = reader.u8(Field::ProtocolLevel)?;
        let expected = version.level();
        if found != expected {
            return Err(Malformed::ProtocolLevel { expected, found }); // [MQTT-3.1.2-2]
        }
        Ok(version)
    }
}

/// A user name, perhaps with a password; never a password alone [MQTT-3.1.2-22].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Login<'a> {
    /// May be empty [MQTT-3.1.2-19].
    pub user_name: Utf8String<'a>,
    /// May be empty or binary [MQTT-3.1.2-21].
    pub password: Option<BinaryData<'a>>,
}

/// Opens the MQTT connection [MQTT-3.1.0-1].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Connect<'a> {
    /// Which protocol.
    pub protocol_version: ProtocolVersion,
    /// Whether the Session starts anew and ends with the connection [MQTT-3.1.2-6].
    pub clean_session: bool,
    /// The longest silence of the client in seconds, 0 for any [MQTT-3.1.2-23].
    pub keep_alive_s: u16,
    /// The key of the Session; empty only with `clean_session` [MQTT-3.1.3-7].
    pub client_identifier: Utf8String<'a>,
    /// Published by the server if the client is lost.
    pub will: Option<Will<'a>>,
    /// Who the client says it is.
    pub login: Option<Login<'a>>,
}

impl<'a> Connect<'a> {
    /// Checks what the types leave open: the Client Identifier.
    ///
    /// # Errors
    /// An empty Client Identifier without Clean Session [MQTT-3.1.3-7]; under MQTT 3.1 one that
    /// has not 1 to 23 bytes.
    pub const fn check(&self) -> Result<(), Misuse> {
        let found = self.client_identifier.as_str().len();
        match self.protocol_version {
            ProtocolVersion::V3_1 if found > V3_1_IDENTIFIER_MAX => {
                Err(Misuse::ClientIdentifierLong { found, max: V3_1_IDENTIFIER_MAX })
            }
            ProtocolVersion::V3_1 if found == 0 => Err(Misuse::ClientIdentifierEmpty),
            ProtocolVersion::V3_1_1 if found == 0 && !self.clean_session => {
                Err(Misuse::ClientIdentifierEmpty)
            }
            ProtocolVersion::V3_1 | ProtocolVersion::V3_1_1 => Ok(()),
        }
    }

    /// Parses the bytes after the fixed header.
    ///
    /// # Errors
    /// A field is malformed or missing, the flags contradict each other, or bytes are left.
    pub fn parse(body: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(PACKET_TYPE, body);
        let protocol_version = ProtocolVersion::read(&mut reader)?;
        let flags = reader.u8(Field::ConnectFlags)?;
        check_flags(flags)?;
        let keep_alive_s = reader.u16(Field::KeepAlive)?;
        let client_identifier = reader.utf8_string(Field::ClientIdentifier)?; // [MQTT-3.1.3-4]
        let will = read_will(flags, &mut reader)?;
        let login = read_login(flags, &mut reader)?;
        reader.finish()?;
        let clean_session = flags & CLEAN_SESSION != 0;
        let connect =
            Self { protocol_version, clean_session, keep_alive_s, client_identifier, will, login };
        let found = client_identifier.as_str().len();
        match connect.check() {
            Ok(()) => Ok(connect),
            Err(_) if found == 0 => Err(Malformed::ClientIdentifierEmpty), // [MQTT-3.1.3-8]
            // MQTT 3.1, section 3.1
            Err(_) => Err(Malformed::ClientIdentifierLong { found, max: V3_1_IDENTIFIER_MAX }),
        }
    }

    /// Writes the whole packet to the start of `buffer` and answers its length in bytes.
    ///
    /// # Errors
    /// Those of [`check`](Self::check), or the buffer is too small.
    pub fn encode(&self, buffer: &mut [u8]) -> Result<usize, Misuse> {
        self.check()?;
        let remaining_length = self.remaining_length();
        let mut writer = Writer::start(buffer, PACKET_TYPE.first_byte(), remaining_length)?;
        writer.length_prefixed(self.protocol_version.name().as_bytes());
        writer.u8(self.protocol_version.level());
        writer.u8(self.flags());
        writer.u16(self.keep_alive_s);
        // [MQTT-3.1.3-1]: this order
        writer.length_prefixed(self.client_identifier.as_str().as_bytes());
        if let Some(will) = &self.will {
            writer.length_prefixed(will.topic_name.as_str().as_bytes());
            writer.length_prefixed(will.message.as_bytes());
        }
        if let Some(login) = &self.login {
            writer.length_prefixed(login.user_name.as_str().as_bytes());
            if let Some(password) = login.password {
                writer.length_prefixed(password.as_bytes());
            }
        }
        Ok(writer.finish())
    }

    /// The length in bytes of the whole packet.
    pub fn encoded_len(&self) -> usize {
        packet_len(self.remaining_length())
    }

    fn remaining_length(&self) -> usize {
        let will_len = |will: &Will<'_>| will.topic_name.encoded_len() + will.message.encoded_len();
        let login_len = |login: &Login<'_>| {
            login.user_name.encoded_len() + login.password.map_or(0, BinaryData::encoded_len)
        };
        2 + self.protocol_version.name().len()
            + LEVEL_FLAGS_KEEP_ALIVE_LEN
            + self.client_identifier.encoded_len()
            + self.will.as_ref().map_or(0, will_len)
            + self.login.as_ref().map_or(0, login_len)
    }

    fn flags(&self) -> u8 {
        let will = self.will.map_or(0, |will| {
            WILL | (will.qos.to_u8() << WILL_QOS_SHIFT) | when(will.retain, WILL_RETAIN)
        });
        let login =
            self.login.map_or(0, |login| USER_NAME | when(login.password.is_some(), PASSWORD));
        will | login | when(self.clean_session, CLEAN_SESSION)
    }
}

const PACKET_TYPE: PacketType = PacketType::Connect;
const V3_1_IDENTIFIER_MAX: usize = 23;
const LEVEL_FLAGS_KEEP_ALIVE_LEN: usize = 4;
const RESERVED: u8 = 1;
const CLEAN_SESSION: u8 = 1 << 1;
const WILL: u8 = 1 << 2;
const WILL_QOS_SHIFT: u8 = 3;
const WILL_QOS: u8 = 0b11 << WILL_QOS_SHIFT;
const WILL_RETAIN: u8 = 1 << 5;
const PASSWORD: u8 = 1 << 6;
const USER_NAME: u8 = 1 << 7;

const fn when(condition: bool, flag: u8) -> u8 {
    if condition { flag } else { 0 }
}

fn check_flags(found: u8) -> Result<(), Malformed> {
    if found & RESERVED != 0 {
        // [MQTT-3.1.2-3]
        return Err(Malformed::ReservedBits { field: Field::ConnectFlags, found });
    }
    if found & WILL == 0 && found & (WILL_QOS | WILL_RETAIN) != 0 {
        // [MQTT-3.1.2-11] [MQTT-3.1.2-13] [MQTT-3.1.2-15]
        return Err(Malformed::WillFlagsWithoutWill { found });
    }
    if found & (USER_NAME | PASSWORD) == PASSWORD {
        return Err(Malformed::PasswordWithoutUserName); // [MQTT-3.1.2-22]
    }
    Ok(())
}

fn read_will<'a>(flags: u8, reader: &mut Reader<'a>) -> Result<Option<Will<'a>>, Malformed> {
    if flags & WILL == 0 {
        return Ok(None);
    }
    let qos = QoS::parse(Field::WillQoS, (flags & WILL_QOS) >> WILL_QOS_SHIFT)?;
    // [MQTT-3.1.2-9] [MQTT-3.1.3-10]
    let topic = reader.length_prefixed(Field::WillTopic)?;
    let topic_name = TopicName::parse(Field::WillTopic, topic)?;
    let message = reader.binary_data(Field::WillMessage)?;
    Ok(Some(Will { topic_name, message, qos, retain: flags & WILL_RETAIN != 0 }))
}

fn read_login<'a>(flags: u8, reader: &mut Reader<'a>) -> Result<Option<Login<'a>>, Malformed> {
    if flags & USER_NAME == 0 {
        return Ok(None);
    }
    let user_name = reader.utf8_string(Field::UserName)?; // [MQTT-3.1.2-19] [MQTT-3.1.3-11]
    let password = if flags & PASSWORD == 0 {
        None
    } else {
        Some(reader.binary_data(Field::Password)?) // [MQTT-3.1.2-21]
    };
    Ok(Some(Login { user_name, password }))
}

#[cfg(test)]
#[path = "connect_tests.rs"]
mod tests;
