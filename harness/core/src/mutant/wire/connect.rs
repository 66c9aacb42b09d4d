//! Mutants of CONNECT (3.1).

use crate::{
    mutant::{
        MutantInfo,
        change::{Amend, Patch},
        mutation::{Mutation, Packet, Way},
    },
    wire::{
        Bindings, Body, Composition,
        Direction::{ToClient, ToServer},
        PacketType,
        notation::Field,
    },
};

pub(in crate::mutant) const MUTANTS: &[MutantInfo] = &[
    MutantInfo::new(
        "pingreq-before-connect",
        "the first packet of a Network Connection is PINGREQ",
        "MQTT-3.1.0-1",
        &[20, 21],
        || Box::new(Early),
    ),
    MutantInfo::new(
        "second-connect",
        "CONNECT is sent again once it was accepted",
        "MQTT-3.1.0-2",
        &[],
        || Box::<Twice>::default(),
    ),
    MutantInfo::new(
        "protocol-name-mqisdp",
        "the protocol name is that of MQTT 3.1",
        "MQTT-3.1.2-1",
        &[],
        || Amend::sent("CONNECT", "protocol=\"MQIsdp\""),
    ),
    MutantInfo::new(
        "protocol-level-3",
        "the protocol level is that of MQTT 3.1",
        "MQTT-3.1.2-2",
        &[],
        || Amend::sent("CONNECT", "level=3"),
    ),
    MutantInfo::new(
        "reserved-connect-flag",
        "bit 0 of the Connect Flags is set",
        "MQTT-3.1.2-3",
        &[],
        || Patch::sent("CONNECT", |packet| with_flags(packet, |flags| flags | 0x01)),
    ),
    MutantInfo::new(
        "will-without-message",
        "a Will has its flag and its topic, and no message",
        "MQTT-3.1.2-9",
        &[8, 9],
        || Amend::sent("CONNECT will_flag=1", "will_message=none"),
    ),
    MutantInfo::new(
        "will-without-flag",
        "Will Topic and Will Message are there, and their flag is clear",
        "MQTT-3.1.2-11",
        &[],
        || Patch::sent("CONNECT will_flag=1", |packet| with_flags(packet, |flags| flags & !0x3C)),
    ),
    MutantInfo::new(
        "will-qos-without-will",
        "without a Will, the Will QoS is 1",
        "MQTT-3.1.2-13",
        &[3],
        || Patch::sent("CONNECT will_flag=0", |packet| with_flags(packet, |flags| flags | 0x08)),
    ),
    MutantInfo::new("will-qos-3", "the Will QoS is 3", "MQTT-3.1.2-14", &[3], || {
        Patch::sent("CONNECT will_flag=1", |packet| with_flags(packet, |flags| flags | 0x18))
    }),
    MutantInfo::new(
        "will-retain-without-will",
        "without a Will, Will Retain is 1",
        "MQTT-3.1.2-15",
        &[3],
        || Patch::sent("CONNECT will_flag=0", |packet| with_flags(packet, |flags| flags | 0x20)),
    ),
    MutantInfo::new(
        "user-name-without-flag",
        "User Name and Password are there, and their flags are clear",
        "MQTT-3.1.2-18",
        &[7],
        || {
            let clear = |packet: &Packet| with_flags(packet, |flags| flags & !0xC0);
            Patch::sent("CONNECT user_name_flag=1", clear)
        },
    ),
    MutantInfo::new(
        "user-name-flag-alone",
        "the User Name Flag is set, and no User Name is there",
        "MQTT-3.1.2-19",
        &[5, 7],
        || {
            Patch::sent("CONNECT user_name_flag=0", |packet| {
                with_flags(packet, |flags| flags | 0x80)
            })
        },
    ),
    MutantInfo::new(
        "password-without-flag",
        "a Password is there, and its flag is clear",
        "MQTT-3.1.2-20",
        &[6],
        || {
            Patch::sent("CONNECT password_flag=1", |packet| {
                with_flags(packet, |flags| flags & !0x40)
            })
        },
    ),
    MutantInfo::new(
        "password-flag-alone",
        "with a User Name only, the Password Flag is set too",
        "MQTT-3.1.2-21",
        &[6],
        || {
            let set = |packet: &Packet| with_flags(packet, |flags| flags | 0x40);
            Patch::sent("CONNECT user_name_flag=1 password_flag=0", set)
        },
    ),
    MutantInfo::new(
        "password-without-user-name",
        "the User Name is left out, the Password is not",
        "MQTT-3.1.2-22",
        &[4],
        || Amend::sent("CONNECT password_flag=1", "user_name=none"),
    ),
    MutantInfo::new(
        "credentials-before-will",
        "User Name and Password stand before Will Topic and Will Message",
        "MQTT-3.1.3-1",
        &[],
        || Patch::sent("CONNECT will_flag=1 password_flag=1", credentials_first),
    ),
    MutantInfo::new(
        "no-client-identifier",
        "the field of the Client Identifier is left out",
        "MQTT-3.1.3-3",
        &[8],
        || Amend::sent("CONNECT", "client_id=none"),
    ),
    MutantInfo::new(
        "client-identifier-ill-formed",
        "the Client Identifier is not UTF-8",
        "MQTT-3.1.3-4",
        &[],
        || Amend::sent("CONNECT", "client_id=hex:63c328"),
    ),
    MutantInfo::new(
        "client-identifier-with-nul",
        "the Client Identifier holds U+0000",
        "MQTT-1.5.3-2",
        &[],
        || Amend::sent("CONNECT", "client_id=hex:630075"),
    ),
    MutantInfo::new(
        "empty-client-identifier-with-session",
        "with Clean Session 0, the Client Identifier is empty",
        "MQTT-3.1.3-7",
        &[10],
        || Amend::sent("CONNECT clean_session=0", "client_id=\"\""),
    ),
    MutantInfo::new(
        "client-identifier-changes",
        "each Network Connection has another Client Identifier",
        "MQTT-3.1.3-2",
        &[12, 13],
        || Box::new(Renamed),
    ),
    MutantInfo::new(
        "will-topic-with-wildcard",
        "the Will Topic holds a wildcard",
        "MQTT-4.7.1-1",
        &[],
        || Amend::sent("CONNECT will_flag=1", "will_topic=\"a/#\""),
    ),
    MutantInfo::new(
        "will-topic-ill-formed",
        "the Will Topic is not UTF-8",
        "MQTT-3.1.3-10",
        &[],
        || Amend::sent("CONNECT will_flag=1", "will_topic=hex:77c0af"),
    ),
    MutantInfo::new(
        "user-name-ill-formed",
        "the User Name is not UTF-8",
        "MQTT-3.1.3-11",
        &[],
        || Amend::sent("CONNECT user_name_flag=1", "user_name=hex:75ff"),
    ),
    MutantInfo::new(
        "empty-password-is-left-out",
        "an empty Password is left out",
        "ROB-CONNECT-1",
        &[6],
        || Amend::sent("CONNECT password=\"\"", "password=none"),
    ),
    MutantInfo::new(
        "empty-user-name-is-left-out",
        "an empty User Name is left out, and the Password with it",
        "ROB-CONNECT-1",
        &[5, 7],
        || Amend::sent("CONNECT user_name=\"\"", "user_name=none password=none"),
    ),
    MutantInfo::new(
        "other-keep-alive",
        "the Keep Alive is not the one configured",
        "ROB-CONNECT-1",
        &[53],
        || Amend::sent("CONNECT keep_alive!=0", "keep_alive=65535"),
    ),
    MutantInfo::new(
        "will-qos-is-lost",
        "the Will QoS is 0, whatever was configured",
        "ROB-CONNECT-1",
        &[3],
        || Amend::sent("CONNECT will_qos>=1", "will_qos=0"),
    ),
    MutantInfo::new(
        "will-only-once",
        "only the first CONNECT has the Will",
        "ROB-CONNECT-1",
        &[133],
        || Box::<WillOnce>::default(),
    ),
    MutantInfo::new(
        "clean-session-always",
        "Clean Session is 1, whatever was configured",
        "ROB-CONNECT-1",
        &[],
        || Amend::sent("CONNECT clean_session=0", "clean_session=1"),
    ),
    MutantInfo::new(
        "password-stays-encoded",
        "characters of the Password that a URI has to encode are sent encoded",
        "ROB-CREDENTIALS-1",
        &[22, 214, 215],
        || Patch::sent("CONNECT password_flag=1", percent_encoded),
    ),
];

/// The Connect Flags stand behind the protocol name and the level.
fn with_flags(packet: &Packet, change: fn(u8) -> u8) -> Packet {
    let Body::Connect(connect) = packet.dissect().body else { return packet.clone() };
    let name_len = connect.protocol_name.map_or(0, <[u8]>::len);
    let at = packet.dissect().fixed_header_len() + 2 + name_len + 1;
    let mut bytes = packet.bytes.clone();
    if let Some(flags) = bytes.get_mut(at) {
        *flags = change(*flags);
    }
    packet.with_bytes(bytes)
}

fn credentials_first(packet: &Packet) -> Packet {
    let dissection = packet.dissect();
    let Body::Connect(connect) = &dissection.body else { return packet.clone() };
    let mut composition = Composition::of(&dissection);
    for (field, value) in [
        (Field::WillTopic, connect.user_name),
        (Field::WillMessage, connect.password),
        (Field::UserName, connect.will_topic),
        (Field::Password, connect.will_message),
    ] {
        composition.set(field, value.unwrap_or_default());
    }
    let bytes = composition.compose(&Bindings::default());
    packet.with_bytes(bytes.unwrap_or_else(|_| packet.bytes.clone()))
}

fn percent_encoded(packet: &Packet) -> Packet {
    let dissection = packet.dissect();
    let Body::Connect(connect) = &dissection.body else { return packet.clone() };
    let mut encoded = Vec::new();
    for byte in connect.password.unwrap_or_default() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(*byte);
            }
            other => encoded.extend(format!("%{other:02X}").bytes()),
        }
    }
    let composition = Composition::of(&dissection).with(Field::Password, &encoded[..]);
    let bytes = composition.compose(&Bindings::default());
    packet.with_bytes(bytes.unwrap_or_else(|_| packet.bytes.clone()))
}

#[derive(Debug)]
struct Early;

impl Mutation for Early {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.is(ToServer, PacketType::Connect) {
            way.forge(vec![0xC0, 0]);
        }
        way.pass(packet);
    }
}

#[derive(Debug, Default)]
struct Twice {
    connect: Option<Packet>,
}

impl Mutation for Twice {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.is(ToServer, PacketType::Connect) {
            self.connect = Some(packet.clone());
        }
        let is_accepted = packet.is(ToClient, PacketType::Connack);
        way.pass(packet);
        if let Some(connect) = self.connect.take_if(|_| is_accepted) {
            way.forge(connect.bytes);
        }
    }
}

#[derive(Debug)]
struct Renamed;

impl Mutation for Renamed {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.is(ToServer, PacketType::Connect) {
            let other = packet.amended(&format!("client_id=\"cut{}\"", way.connection.0));
            way.pass_instead(other, &packet);
        } else {
            way.pass(packet);
        }
    }
}

#[derive(Debug, Default)]
struct WillOnce {
    had_connect: bool,
}

impl Mutation for WillOnce {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        let is_connect = packet.is(ToServer, PacketType::Connect);
        if is_connect && std::mem::replace(&mut self.had_connect, true) {
            let without = "will_topic=none will_message=none will_qos=0 will_retain=0";
            way.pass_instead(packet.amended(without), &packet);
        } else {
            way.pass(packet);
        }
    }
}
