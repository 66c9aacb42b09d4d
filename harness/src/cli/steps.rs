//! `mqttspec steps`: what a feature file can say.

use std::{fmt::Write as _, path::Path};

use clap::Args;
use serde_json::{Value, json};

use super::console;
use crate::{
    error::HarnessError,
    exit::Exit,
    step::{Phrase, catalogue},
};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  mqttspec steps\n  mqttspec steps publish\n  mqttspec steps --json"
)]
pub(super) struct StepsArgs {
    /// Only steps with this in them.
    word: Option<String>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn execute(args: &StepsArgs) -> Result<Exit, HarnessError> {
    let word = args.word.as_deref().unwrap_or_default().to_lowercase();
    let has_word = |phrase: &&Phrase| {
        let texts = [phrase.expression, phrase.example, phrase.meaning];
        texts.iter().any(|text| text.to_lowercase().contains(&word))
    };
    let phrases: Vec<&Phrase> = catalogue().filter(has_word).collect();
    if phrases.is_empty() {
        return Err(HarnessError::Usage(format!("no step has \"{word}\" in it")));
    }
    if args.json {
        let data: Vec<Value> = phrases.iter().map(|phrase| as_json(phrase)).collect();
        console::say(&format!("{:#}\n", Value::Array(data)))?;
    } else {
        console::say(&as_text(&phrases))?;
    }
    Ok(Exit::Green)
}

fn as_text(phrases: &[&Phrase]) -> String {
    let mut text = String::new();
    let mut file = "";
    for phrase in phrases {
        if phrase.file != file {
            file = phrase.file;
            let _ = writeln!(text, "{}", subject(file));
        }
        let _ = writeln!(text, "  {} {}", keywords(phrase).join("|"), phrase.expression);
        let _ = writeln!(text, "      {}", phrase.meaning);
        let _ = writeln!(text, "      {} {}", keywords(phrase)[0], phrase.example);
    }
    let _ = writeln!(text, "{} phrases", phrases.len());
    text
}

fn keywords(phrase: &Phrase) -> Vec<String> {
    phrase.keywords.iter().map(ToString::to_string).collect()
}

/// What the phrases of a file are about: its name.
fn subject(file: &str) -> String {
    let stem = Path::new(file).file_stem().unwrap_or_default();
    stem.to_string_lossy().replace('_', " ")
}

fn as_json(phrase: &Phrase) -> Value {
    json!({
        "keywords": keywords(phrase),
        "expression": phrase.expression,
        "example": phrase.example,
        "meaning": phrase.meaning,
        "subject": subject(phrase.file),
    })
}
