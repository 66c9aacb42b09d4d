//! The Control Packets: parsed strictly and borrowed from the peer's bytes, encoded exactly.
//!
//! A file each, but for those without a field of their own. *Not here:* framing (`connection`), and which packet may come when (`session`).
//! *Spec:* chapters 1.5, 2 and 3, section 4.7.

pub(crate) mod acknowledgement;
pub(crate) mod bare;
mod binary_data;
mod connack;
mod connect;
mod control_packet;
mod field;
mod fixed_header;
mod packet_identifier;
mod publish;
mod publish_head;
mod qos;
mod reader;
pub mod remaining_length;
mod suback;
mod subscribe;
mod topic_filter;
mod topic_name;
mod unsubscribe;
mod utf8_string;
mod writer;

pub use binary_data::BinaryData;
pub use connack::Connack;
pub use connect::{Connect, Login, ProtocolVersion};
pub use control_packet::Packet;
pub use field::Field;
pub use fixed_header::{FixedHeader, PacketType};
pub use packet_identifier::PacketIdentifier;
pub use publish::Publish;
pub use publish_head::{Delivery, PublishHead};
pub use qos::QoS;
pub use suback::{Suback, SubackReturnCode};
pub use subscribe::{Subscribe, Subscriptions};
pub use topic_filter::TopicFilter;
pub use topic_name::TopicName;
pub use unsubscribe::{TopicFilters, Unsubscribe};
pub use utf8_string::Utf8String;

/// The most bytes a field behind a two-byte length can have (section 1.5.3).
pub const FIELD_LEN_MAX: usize = 65_535;
