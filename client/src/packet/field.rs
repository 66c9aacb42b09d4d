//! The fields of Control Packets, by name, for errors.

use core::fmt;

/// A field of a Control Packet, as errors name it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the names are the specification's")]
pub enum Field {
    ClientIdentifier,
    ConnackFlags,
    ConnectFlags,
    KeepAlive,
    PacketIdentifier,
    Password,
    ProtocolLevel,
    ProtocolName,
    PublishQoS,
    RequestedQoS,
    ReturnCode,
    TopicFilter,
    TopicName,
    UserName,
    WillMessage,
    WillQoS,
    WillTopic,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ClientIdentifier => "Client Identifier",
            Self::ConnackFlags => "CONNACK flags",
            Self::ConnectFlags => "CONNECT flags",
            Self::KeepAlive => "Keep Alive",
            Self::PacketIdentifier => "Packet Identifier",
            Self::Password => "password",
            Self::ProtocolLevel => "protocol level",
            Self::ProtocolName => "protocol name",
            Self::PublishQoS => "QoS of PUBLISH",
            Self::RequestedQoS => "requested QoS",
            Self::ReturnCode => "return code",
            Self::TopicFilter => "Topic Filter",
            Self::TopicName => "Topic Name",
            Self::UserName => "user name",
            Self::WillMessage => "will message",
            Self::WillQoS => "will QoS",
            Self::WillTopic => "will topic",
        })
    }
}
