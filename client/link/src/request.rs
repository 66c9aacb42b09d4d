//! A command line: a sequence number and a command.

use alloc::string::{String, ToString};

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value;

use crate::{
    BadLine, Command, Members,
    command::take_name,
    line::{object, strip_null},
};

/// A command of the harness with its number.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Request {
    /// 1, 2, 3 …; the same number as the last one asks for the same answer again.
    pub seq: u64,
    /// What is asked.
    #[serde(flatten)]
    pub command: Command,
}

impl Request {
    /// Reads a command line.
    ///
    /// # Errors
    /// [`BadLine::NotJson`] and [`BadLine::NoNumber`] are to be dropped and logged;
    /// [`BadLine::BadCommand`] is to be answered with `bad_command`.
    pub fn parse(line: &str) -> Result<Self, BadLine> {
        Self::from_members(object(line)?)
    }

    /// The line, without its ending.
    #[must_use]
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).expect("a map with string keys always has a JSON form")
    }

    fn from_members(mut members: Members) -> Result<Self, BadLine> {
        strip_null(&mut members);
        let Some(seq) = members.remove("seq").as_ref().and_then(Value::as_u64) else {
            return Err(BadLine::NoNumber);
        };
        let Some(name) = take_name(&mut members, "do") else {
            return Err(BadLine::BadCommand { seq, text: "no member \"do\"".into() });
        };
        match Command::from_members(&name, members) {
            Ok(command) => Ok(Self { seq, command }),
            Err(e) => Err(BadLine::BadCommand { seq, text: e.to_string() }),
        }
    }
}

impl<'de> Deserialize<'de> for Request {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_members(Members::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
