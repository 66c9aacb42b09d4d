//! The rules that keep the tree whole, as a test: layers, file grammar, names, dependencies.
//!
//! Each rule reads the sources as text. What breaks one is named with file and line.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Modules of `mqttspec-core` by layer (README, "Layers").
const CORE_LAYERS: &[&[&str]] = &[
    &["spec", "time", "verdict", "wire"],
    &["trace", "stage"],
    &["expectation", "rule", "scripted", "fault", "mutant"],
    &["judge"],
];

/// Modules of the harness by layer.
const HARNESS_LAYERS: &[&[&str]] = &[
    &["error", "exit", "features", "suggest"],
    &["door", "broker", "cut", "observer", "shim"],
    &["bench"],
    &["report", "step"],
    &["campaign"],
    &["cli", "main"],
];

const LINES_MAX: usize = 400;

/// Words that MQTT 3.1.1 does not use for the thing meant.
const FOREIGN_WORDS: &[&str] = &["pkid", "packet_id:", "message_id", "reason_code", "clean_start"];

/// Places where another project's words are the subject.
const FOREIGN_SPEECH: &[&str] =
    &["harness/src/shim/rumqttc", "client/benches/", "client/src/io/psk/", "harness/tests/"];

#[test]
fn every_source_file_begins_by_naming_its_concept() {
    let offenders = sources().filter(|file| !file.text.starts_with("//! ")).map(|file| file.name);
    assert_none(offenders, "the first line is `//! ` and a sentence");
}

#[test]
fn no_source_file_is_longer_than_one_concept() {
    let offenders = sources()
        .filter(|file| file.text.lines().count() > LINES_MAX)
        .map(|file| format!("{}: {} lines", file.name, file.text.lines().count()));
    assert_none(offenders, "at most 400 lines a file: a concept is asking for its own");
}

#[test]
fn core_modules_use_only_the_layers_above_them() {
    assert_none(against_layers("harness/core/src", CORE_LAYERS), "the core's layers");
}

#[test]
fn harness_modules_use_only_the_layers_above_them() {
    assert_none(against_layers("harness/src", HARNESS_LAYERS), "the harness's layers");
}

#[test]
fn packages_depend_one_way() {
    let forbidden: &[(&str, &[&str])] = &[
        ("client", &["mqttspec-link", "mqttspec-shim", "mqttspec-core", "mqttspec-hil"]),
        ("client/link", &["mqttspec-client", "mqttspec-shim", "mqttspec-core", "mqttspec-hil"]),
        ("client/shim", &["mqttspec-core", "mqttspec-hil"]),
        ("harness/core", &["mqttspec-client", "mqttspec-shim", "mqttspec-hil", "tokio"]),
        ("harness", &["mqttspec-client"]),
        ("hil", &["mqttspec-client", "mqttspec-shim", "mqttspec-core"]),
    ];
    let mut offenders = Vec::new();
    for (package, names) in forbidden {
        let manifest: toml::Table =
            read(&root().join(package).join("Cargo.toml")).parse().expect("a manifest is TOML");
        let used = manifest.get("dependencies").and_then(|table| table.as_table());
        for name in *names {
            if used.is_some_and(|used| used.contains_key(*name)) {
                offenders.push(format!("{package}/Cargo.toml names {name}"));
            }
        }
    }
    assert_none(offenders, "dependencies point one way (README, \"Code map\")");
}

#[test]
fn stubs_and_sleeps_are_nowhere() {
    let needles = ["todo!(", "unimplemented!(", "#[ignore", "thread::sleep", "assert!(true"];
    let offenders = sources()
        .filter(|file| !file.name.ends_with("tests/tidy.rs"))
        .flat_map(|file| lines_with(&file, &needles));
    assert_none(offenders, "no stub, no ignored test, no sleep");
}

#[test]
fn names_are_those_of_the_standard() {
    let offenders = sources()
        .filter(|file| !FOREIGN_SPEECH.iter().any(|place| file.name.starts_with(place)))
        .flat_map(|file| lines_with(&file, FOREIGN_WORDS));
    assert_none(offenders, "MQTT 3.1.1's words: Packet Identifier, Clean Session, return code");
}

#[test]
fn every_statement_cited_in_the_sources_exists() {
    let catalogue: toml::Table = read(&root().join("fixtures/spec/requirements.toml"))
        .parse()
        .expect("the catalogue is TOML");
    let known: Vec<&str> = catalogue
        .values()
        .filter_map(toml::Value::as_array)
        .flatten()
        .filter_map(|entry| entry.get("id")?.as_str())
        .collect();
    assert!(known.len() >= 141, "the catalogue holds all statements, found {}", known.len());
    let mut offenders = Vec::new();
    for file in sources() {
        let unknown = cited(&file.text).into_iter().filter(|id| !known.contains(&id.as_str()));
        offenders.extend(unknown.map(|id| format!("{}: {id}", file.name)));
    }
    assert_none(offenders, "a cited statement stands in fixtures/spec/requirements.toml");
}

#[test]
fn a_grouped_import_names_each_of_its_modules() {
    let used = modules_used("use crate::{\n  a::b,\n  c::{d, e},\n};\nfn f() { crate::g::h() }");
    let names: Vec<&str> = used.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["a", "c", "g"]);
}

/// One source file of the project's own packages.
struct Source {
    /// The path from the root, with `/`.
    name: String,
    text: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package is in a workspace").into()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("failed to read {}: {e}", path.display()))
}

fn sources() -> impl Iterator<Item = Source> {
    let mut found = Vec::new();
    for package in ["client", "harness", "hil"] {
        collect(&root().join(package), &mut found);
    }
    found.sort();
    assert!(found.len() > 10, "the sources are where this test looks");
    found.into_iter().map(|path| {
        let name = path.strip_prefix(root()).expect("below the root").to_string_lossy().into();
        Source { name, text: read(&path) }
    })
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the tree").flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("target") {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn lines_with(file: &Source, needles: &[&str]) -> Vec<String> {
    file.text
        .lines()
        .enumerate()
        .filter(|(_, line)| needles.iter().any(|needle| line.contains(needle)))
        .map(|(number, line)| format!("{}:{}: {}", file.name, number + 1, line.trim()))
        .collect()
}

fn against_layers(folder: &str, layers: &[&[&str]]) -> Vec<String> {
    let layer_of = |module: &str| layers.iter().position(|row| row.contains(&module));
    let mut offenders = Vec::new();
    for file in sources().filter(|file| file.name.starts_with(&format!("{folder}/"))) {
        let module = file.name[folder.len() + 1..].split('/').next().unwrap_or_default();
        let module = module.trim_end_matches(".rs");
        if module == "lib" {
            continue;
        }
        let Some(layer) = layer_of(module) else {
            offenders.push(format!("{}: module {module} has no layer", file.name));
            continue;
        };
        for (used, line) in modules_used(&file.text) {
            let own = used == module;
            let above = layer_of(&used).is_none_or(|other| other < layer);
            // Row 0 is plain vocabulary: its modules may use each other.
            let vocabulary = layer == 0 && layer_of(&used) == Some(0);
            if !own && !above && !vocabulary {
                offenders.push(format!("{}:{line}: {module} uses {used}", file.name));
            }
        }
    }
    offenders
}

/// The modules of the own crate that a text names, with the line: `crate::x` and `crate::{x, …}`.
fn modules_used(text: &str) -> Vec<(String, usize)> {
    let mut used = Vec::new();
    for (position, _) in text.match_indices("crate::") {
        let line = text[..position].lines().count().max(1);
        let rest = &text[position + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => used.extend(heads_of_group(group).into_iter().map(|head| (head, line))),
            None => used.push((word(rest), line)),
        }
    }
    used
}

/// The first words of a `{a::b, c::{d, e}}` group's members.
fn heads_of_group(group: &str) -> Vec<String> {
    let (mut heads, mut depth, mut fresh) = (Vec::new(), 1, true);
    for (position, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => fresh = true,
            c if fresh && depth == 1 && c.is_alphabetic() => {
                heads.push(word(&group[position..]));
                fresh = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    heads
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The statement names in `[…]`, or given to the constructor that nothing checks.
fn cited(text: &str) -> Vec<String> {
    let start = ["MQTT", "-"].concat();
    text.match_indices(&start)
        .filter(|(position, _)| cites(&text[..*position]))
        .map(|(position, _)| {
            let name = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
            text[position..].chars().take_while(name).collect::<String>()
        })
        .filter(|id| id.ends_with(|c: char| c.is_ascii_digit()))
        .collect()
}

fn cites(before: &str) -> bool {
    before.ends_with('[') || before.ends_with("from_static(\"")
}

fn assert_none(offenders: impl IntoIterator<Item = String>, rule: &str) {
    let offenders: Vec<String> = offenders.into_iter().collect();
    assert!(offenders.is_empty(), "{rule}:\n  {}", offenders.join("\n  "));
}
