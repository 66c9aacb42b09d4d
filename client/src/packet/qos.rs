//! Quality of Service (section 4.3).

use crate::error::Malformed;

use super::Field;

/// How surely an Application Message is delivered.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[repr(u8)]
pub enum QoS {
    /// 0: delivered at most once, without an answer.
    #[default]
    AtMostOnce = 0,
    /// 1: delivered at least once, answered by PUBACK.
    AtLeastOnce = 1,
    /// 2: delivered exactly once, in two exchanges.
    ExactlyOnce = 2,
}

impl QoS {
    /// The QoS with this number, if it is 0, 1 or 2.
    #[inline]
    pub const fn from_u8(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::AtMostOnce),
            1 => Some(Self::AtLeastOnce),
            2 => Some(Self::ExactlyOnce),
            _ => None,
        }
    }

    /// Its number, 0 to 2.
    #[inline]
    pub const fn to_u8(self) -> u8 {
        self as u8
    }

    /// The QoS with the number found in `field`.
    pub(crate) fn parse(field: Field, found: u8) -> Result<Self, Malformed> {
        // [MQTT-3.1.2-14] [MQTT-3.3.1-4] [MQTT-3.8.3-4]
        Self::from_u8(found).ok_or(Malformed::QoS { field, found })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_0_1_and_2_are_a_qos() {
        for number in 0..=u8::MAX {
            assert_eq!(QoS::from_u8(number).map(QoS::to_u8), (number < 3).then_some(number));
        }
    }
}
