//! The PUBLISH packets that are measured.

/// One PUBLISH.
pub struct Case {
    /// The Topic Name.
    pub topic_name: &'static str,
    /// 0 to 2.
    pub qos: u8,
    /// The payload.
    pub payload: &'static [u8],
}

/// A typical message at each QoS, a long Topic Name, a large payload, a name beyond ASCII.
pub const CASES: [Case; 6] = [
    Case { topic_name: SHORT, qos: 0, payload: &[b'x'; 64] },
    Case { topic_name: SHORT, qos: 1, payload: &[b'x'; 64] },
    Case { topic_name: SHORT, qos: 2, payload: &[b'x'; 64] },
    Case { topic_name: LONG, qos: 1, payload: &[b'x'; 64] },
    Case { topic_name: SHORT, qos: 1, payload: &[b'x'; 4096] },
    Case { topic_name: UTF8, qos: 1, payload: &[b'x'; 64] },
];

const SHORT: &str = "bench/t";
const LONG: &str = "plant/hall-03/line-12/cell-7/robot-2/axis-4/temperature/celsius";
const UTF8: &str = "büro/küche/kühlschrank/tür/ÿü";

impl Case {
    /// For the table: QoS, and the bytes of the Topic Name and of the payload.
    pub fn name(&self) -> String {
        let Self { topic_name, qos, payload } = self;
        let script = if topic_name.is_ascii() { "" } else { ", not ASCII" };
        format!("QoS {qos}, {} + {} B{script}", topic_name.len(), payload.len())
    }

    /// The Packet Identifier of the n-th repetition.
    pub fn packet_identifier(n: usize) -> u16 {
        (n % 60_000 + 1) as u16
    }

    /// The bytes of the first repetition, put together without any of the subjects.
    pub fn bytes(&self) -> Vec<u8> {
        let mut body = (self.topic_name.len() as u16).to_be_bytes().to_vec();
        body.extend(self.topic_name.as_bytes());
        if self.qos > 0 {
            body.extend(Self::packet_identifier(0).to_be_bytes());
        }
        body.extend(self.payload);
        let mut bytes = vec![0x30 | self.qos << 1];
        let mut rest = body.len();
        while rest > 127 {
            bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        bytes.push(rest as u8);
        bytes.extend(body);
        bytes
    }
}
