//! The catalogue of step phrases: all that a feature file can say.
//!
//! *Invariant:* each phrase is one step function, each step function is one phrase; a test holds
//! the tables beside the functions against the functions.

use cucumber::gherkin;

use super::phrase::Phrase;

/// All phrases, in the order of the files and of the tables in them.
pub fn catalogue() -> impl Iterator<Item = &'static Phrase> {
    let families = [
        super::option::PHRASES,
        super::application::PHRASES,
        super::command::PHRASES,
        super::server::PHRASES,
        super::state::PHRASES,
        super::network::PHRASES,
        super::web_socket::PHRASES,
        super::receive::PHRASES,
        super::connection::PHRASES,
        super::told::PHRASES,
        super::memory::PHRASES,
    ];
    families.into_iter().flatten()
}

/// The phrase that an unknown step is most like: what was probably meant.
#[must_use]
pub fn nearest(step: &gherkin::Step) -> &'static str {
    let likeness = |phrase: &&Phrase| {
        let to_expression = strsim::normalized_damerau_levenshtein(phrase.expression, &step.value);
        let to_example = strsim::normalized_damerau_levenshtein(phrase.example, &step.value);
        to_expression.max(to_example)
    };
    let nearest = catalogue().max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    nearest.map_or("", |phrase| phrase.expression)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use cucumber::{World as _, gherkin::StepType};

    use super::{super::Keyword, *};

    fn step(keyword: Keyword, text: &str) -> gherkin::Step {
        let ty = match keyword {
            Keyword::Given => StepType::Given,
            Keyword::When => StepType::When,
            Keyword::Then => StepType::Then,
        };
        gherkin::Step {
            keyword: keyword.to_string(),
            ty,
            value: text.into(),
            docstring: None,
            table: None,
            span: gherkin::Span { start: 0, end: 0 },
            position: gherkin::LineCol { line: 1, col: 1 },
        }
    }

    #[test]
    fn each_phrase_is_one_step_function_and_each_function_one_phrase() {
        let steps = super::super::World::collection();
        let mut found = BTreeMap::new();
        for phrase in catalogue() {
            for keyword in phrase.keywords {
                let step = step(*keyword, phrase.example);
                let (_, _, place, _) = steps
                    .find(&step)
                    .unwrap_or_else(|e| panic!("\"{}\" is ambiguous: {e}", phrase.example))
                    .unwrap_or_else(|| panic!("\"{keyword} {}\" is no step", phrase.example));
                let place = place.unwrap();
                assert!(place.path.ends_with(phrase.file), "{}: {place}", phrase.example);
                let before = found.insert((place, *keyword as u8), phrase.expression);
                assert_eq!(before, None, "one function, two phrases: {}", phrase.expression);
            }
        }
        let functions = format!("{steps:?}").matches("HashableRegex").count();
        assert_eq!(found.len(), functions, "a step function has no phrase");
    }

    #[test]
    fn there_are_at_most_seventy_phrases() {
        assert!(catalogue().count() <= 70, "{}", catalogue().count());
    }

    #[test]
    fn an_unknown_step_is_answered_with_the_nearest_phrase() {
        let step = step(Keyword::When, "the aplication connect");
        assert_eq!(nearest(&step), "the application connects");
    }
}
