//! Reading a file of vectors.

use super::{Codecs, Expected, State, Vector};
use crate::{
    spec::{BadRequirementId, RequirementId},
    wire::notation::{Composition, NotationError, Pattern},
};

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct VectorError {
    /// The row's line, from 1.
    pub line: usize,
    /// What is wrong with it.
    #[source]
    pub problem: VectorProblem,
}

/// What can be wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VectorProblem {
    /// Too few or too many columns.
    #[error(
        "{found} columns; expected name | states | requirement | verdict | packet, \
         and perhaps an answer"
    )]
    Columns {
        /// How many there are.
        found: usize,
    },
    /// A state, verdict or codecs' verdict that does not exist.
    #[error("\"{found}\" is none of {expected}")]
    Word {
        /// The word.
        found: String,
        /// What there is.
        expected: String,
    },
    /// A requirement's name that is none.
    #[error(transparent)]
    Requirement(#[from] BadRequirementId),
    /// A packet or an answer that is not in the notation.
    #[error(transparent)]
    Notation(#[from] NotationError),
    /// A second row of the same name in the same state.
    #[error("\"{name}\" stands in line {first} already, for the same state")]
    Twice {
        /// The name.
        name: String,
        /// The line of the first.
        first: usize,
    },
}

/// Reads the text of one file: a vector for each row and state.
///
/// # Errors
/// The first row that is wrong.
pub fn parse(text: &str) -> Result<Vec<Vector>, VectorError> {
    let mut vectors: Vec<Vector> = Vec::new();
    for (position, row) in text.lines().enumerate() {
        let line = position + 1;
        if row.trim().is_empty() || row.starts_with('#') {
            continue;
        }
        let row = parse_row(row, line).map_err(|problem| VectorError { line, problem })?;
        for vector in row {
            let same = |known: &&Vector| known.name == vector.name && known.state == vector.state;
            if let Some(known) = vectors.iter().find(same) {
                let problem = VectorProblem::Twice { name: vector.name, first: known.line };
                return Err(VectorError { line, problem });
            }
            vectors.push(vector);
        }
    }
    Ok(vectors)
}

fn parse_row(row: &str, line: usize) -> Result<Vec<Vector>, VectorProblem> {
    let columns: Vec<&str> = row.split(" | ").map(str::trim).collect();
    let (name, states, requirement, verdict, packet, answer) = match columns[..] {
        [name, states, requirement, verdict, packet] => {
            (name, states, requirement, verdict, packet, None)
        }
        [name, states, requirement, verdict, packet, answer] => {
            (name, states, requirement, verdict, packet, Some(answer))
        }
        _ => return Err(VectorProblem::Columns { found: columns.len() }),
    };
    let (expected, codecs) = parse_verdict(verdict)?;
    let requirement: RequirementId = requirement.parse()?;
    let packet = Composition::parse(packet)?;
    let answer = answer.map(Pattern::parse).transpose()?;
    states
        .split(',')
        .map(|state| {
            Ok(Vector {
                name: name.to_owned(),
                state: word(state, State::ALL, State::word)?,
                requirement: requirement.clone(),
                expected,
                codecs,
                packet: packet.clone(),
                answer: answer.clone(),
                line,
            })
        })
        .collect()
}

fn parse_verdict(verdict: &str) -> Result<(Expected, Codecs), VectorProblem> {
    let (expected, codecs) = match verdict.split_once(',') {
        Some((expected, codecs)) => (expected, Some(codecs)),
        None => (verdict, None),
    };
    let expected = word(expected, Expected::ALL, Expected::word)?;
    let codecs = match (codecs, expected) {
        (Some(codecs), _) => word(codecs, Codecs::ALL, Codecs::word)?,
        (None, Expected::Close) => Codecs::Malformed,
        (None, Expected::Stay | Expected::Open) => Codecs::WellFormed,
    };
    Ok((expected, codecs))
}

fn word<T: Copy>(found: &str, all: &[T], word: fn(T) -> &'static str) -> Result<T, VectorProblem> {
    let found = found.trim();
    all.iter().copied().find(|one| word(*one) == found).ok_or_else(|| {
        let words: Vec<&str> = all.iter().map(|one| word(*one)).collect();
        VectorProblem::Word { found: found.to_owned(), expected: words.join(", ") }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_vector_for_each_of_its_states() {
        let text = "# a comment\n\n\
            flags 0001 | connected, in_flow_qos1 | MQTT-2.2.2-2 | close | PUBACK id=$id flags=1\n\
            answer | in_flow_qos2_publish | MQTT-4.3.3-1 | stay | PUBREC id=$id | PUBREL id=$id\n";
        let vectors = parse(text).unwrap();
        let names: Vec<String> = vectors.iter().map(Vector::to_string).collect();
        assert_eq!(
            names,
            ["flags 0001, connected", "flags 0001, in_flow_qos1", "answer, in_flow_qos2_publish"]
        );
        assert_eq!((vectors[0].line, vectors[0].codecs), (3, Codecs::Malformed));
        assert_eq!(vectors[2].answer, Some(Pattern::parse("PUBREL id=$id").unwrap()));
        assert_eq!(vectors[2].codecs, Codecs::WellFormed);
    }

    #[test]
    fn a_wrong_row_is_named_with_its_line() {
        let error = |row: &str| parse(&format!("# one\n{row}")).unwrap_err().to_string();
        insta::assert_snapshot!(
            [
                error("name | connected | MQTT-2.2.2-2 | close"),
                error("name | conected | MQTT-2.2.2-2 | close | PUBACK"),
                error("name | connected | 2.2.2-2 | close | PUBACK"),
                error("name | connected | MQTT-2.2.2-2 | closes | PUBACK"),
                error("name | connected | MQTT-2.2.2-2 | close, wrong | PUBACK"),
                error("name | connected | MQTT-2.2.2-2 | close | PUBACK flag=1"),
                error("name | connected | MQTT-2.2.2-2 | stay | PUBACK | PUBREL idd=1"),
                error("name | connected, connected | MQTT-2.2.2-2 | close | PUBACK"),
            ]
            .join("\n")
        );
    }
}
