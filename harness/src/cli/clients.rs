//! Which clients are judged, and on which benches.

use std::path::{Path, PathBuf};

use mqttspec_core::trace::BenchKind;

use crate::suggest::did_you_mean;
use crate::{
    campaign::digest::digest,
    cut::{BadCut, Builtin, Cut, LinkKind},
    error::HarnessError,
    report::manifest::{ColumnManifest, Deviation},
};

/// What the user says about the bench.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BenchChoice {
    /// Simulated where the client can be, live otherwise.
    Best,
    /// In virtual time.
    Simulated,
    /// On real sockets.
    Live,
}

/// A client on a bench, to be judged or visibly skipped.
#[derive(Clone, Debug)]
pub(super) struct Client {
    /// Its cut file.
    pub(super) cut: Cut,
    /// What `--cut` finds it by.
    pub(super) argument: String,
    /// What carries the bytes.
    pub(super) kind: BenchKind,
    /// Why it cannot run here, if so.
    pub(super) skipped: Option<String>,
}

impl Client {
    /// What is known of its column before it runs.
    pub(super) fn manifest(&self, mutant: Option<&str>) -> ColumnManifest {
        let Cut { name, link, framing, without, settings, deviations, requires: _ } = &self.cut;
        let described = match link {
            LinkKind::Stdio { command, .. } => command.join(" "),
            LinkKind::Tcp(address) => address.clone(),
            LinkKind::Builtin(builtin) => format!("{builtin:?}"),
        };
        let rest = format!("{framing:?} {without:?} {settings:?} {deviations:?}");
        let deviations = deviations.iter().map(|deviation| Deviation {
            requirement: deviation.requirement.clone(),
            scenario: deviation.scenario.clone(),
            reason: deviation.reason.clone(),
            evidence: deviation.evidence.clone(),
            intermittent: deviation.intermittent,
        });
        ColumnManifest {
            cut: name.clone(),
            cut_argument: self.argument.clone(),
            cut_digest: Some(digest([name.as_str(), described.as_str(), rest.as_str()])),
            bench: self.kind,
            mutant: mutant.map(str::to_owned),
            client_version: None,
            jitter_max_us: 0,
            deviations: deviations.collect(),
            skipped: self.skipped.clone(),
            cases: Vec::new(),
        }
    }

    fn named(argument: &str, choice: BenchChoice) -> Result<Self, HarnessError> {
        let cut = find(argument)?;
        let kind = match (choice, can_be_simulated(&cut)) {
            (BenchChoice::Live, _) | (BenchChoice::Best, false) => BenchKind::Live,
            (BenchChoice::Simulated | BenchChoice::Best, true) => BenchKind::Simulated,
            (BenchChoice::Simulated, false) => {
                let text =
                    format!("{} cannot be simulated: only the reference client can", cut.name);
                return Err(HarnessError::Usage(text));
            }
        };
        Ok(Self { cut, argument: argument.to_owned(), kind, skipped: None })
    }
}

/// The clients named by `--cut`; without one, those that are at hand.
///
/// # Errors
/// A cut file that is not there or not well-formed; a client that cannot run as asked, or that
/// was asked for and is not installed.
pub(super) fn chosen(named: &[String], choice: BenchChoice) -> Result<Vec<Client>, HarnessError> {
    if named.is_empty() {
        return at_hand(choice);
    }
    let clients: Result<Vec<Client>, HarnessError> =
        named.iter().map(|argument| Client::named(argument, choice)).collect();
    let clients = clients?;
    for (place, client) in clients.iter().enumerate() {
        present(client, missing(&client.cut)?)?;
        if clients[..place].iter().any(|other| other.cut.name == client.cut.name) {
            let text = format!("two clients are named \"{}\"", client.cut.name);
            return Err(HarnessError::Usage(text));
        }
    }
    Ok(clients)
}

/// The cut of a name or file.
///
/// # Errors
/// It is not there, or not well-formed.
pub(super) fn find(argument: &str) -> Result<Cut, HarnessError> {
    Cut::find(argument).map_err(|bad| match bad {
        BadCut::Unknown { name, .. } if name.contains('/') || Path::new(&name).is_dir() => {
            HarnessError::Usage(format!("{name} is no cut file{}", files_in(&name)))
        }
        BadCut::Unknown { name, known } => {
            let near = did_you_mean(&name, known.iter().map(String::as_str));
            let known = known.join(", ");
            HarnessError::Usage(format!("no client is named \"{name}\"{near} (known: {known})"))
        }
        BadCut::Unreadable { path, source } => {
            HarnessError::Usage(format!("failed to read {}: {source}", path.display()))
        }
        BadCut::Malformed { path, text } => {
            HarnessError::Malformed { place: path.display().to_string(), reason: text }
        }
    })
}

/// What `--cut` could mean by a path that is no cut file, as the end of a sentence.
fn files_in(path: &str) -> String {
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    let is_cut = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "toml");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_cut).collect();
    files.sort();
    match files.first() {
        Some(file) => format!("; did you mean {}?", file.display()),
        None => ": one ends in .toml (`mqttspec new shim NAME` writes one)".to_owned(),
    }
}

/// The reference client on both benches, and the foreign clients: those that this machine lacks
/// are skipped and say so.
fn at_hand(choice: BenchChoice) -> Result<Vec<Client>, HarnessError> {
    let mut clients = Vec::new();
    if choice != BenchChoice::Live {
        clients.push(Client::named(REFERENCE, BenchChoice::Simulated)?);
    }
    if choice != BenchChoice::Simulated {
        clients.push(Client::named(REFERENCE, BenchChoice::Live)?);
        for name in Cut::known().iter().filter(|name| *name != REFERENCE) {
            let mut client = Client::named(name, BenchChoice::Live)?;
            client.skipped = missing(&client.cut)?;
            clients.push(client);
        }
    }
    all_required(&clients)?;
    Ok(clients)
}

/// The cut of the project's own client.
const REFERENCE: &str = "reference";

/// What `cut` lacks on this machine.
///
/// # Errors
/// The machine does not let us look.
pub(super) fn missing(cut: &Cut) -> Result<Option<String>, HarnessError> {
    let doing = || format!("find out whether {} is installed", cut.name);
    cut.missing().map_err(|source| HarnessError::Machine { doing: doing(), source })
}

/// Under `MQTTSPEC_REQUIRE=all` nothing may be skipped.
fn all_required(clients: &[Client]) -> Result<(), HarnessError> {
    if std::env::var("MQTTSPEC_REQUIRE").is_ok_and(|what| what == "all") {
        for client in clients {
            present(client, client.skipped.clone())?;
        }
    }
    Ok(())
}

fn present(client: &Client, lack: Option<String>) -> Result<(), HarnessError> {
    let absent = |reason| HarnessError::Absent { client: client.cut.name.clone(), reason };
    lack.map(absent).map_or(Ok(()), Err)
}

fn can_be_simulated(cut: &Cut) -> bool {
    cut.link == LinkKind::Builtin(Builtin::Reference)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(result: Result<Vec<Client>, HarnessError>) -> String {
        result.unwrap_err().message()
    }

    #[test]
    fn the_reference_client_is_simulated_unless_told_otherwise() {
        let kind = |name: &str, choice| chosen(&[name.to_owned()], choice).unwrap()[0].kind;
        assert_eq!(kind("reference", BenchChoice::Best), BenchKind::Simulated);
        assert_eq!(kind("reference", BenchChoice::Live), BenchKind::Live);
        assert_eq!(kind("rumqttc", BenchChoice::Best), BenchKind::Live);
    }

    #[test]
    fn a_client_that_cannot_be_simulated_says_so() {
        let refused = chosen(&["rumqttc".to_owned()], BenchChoice::Simulated);
        let text = "rumqttc cannot be simulated: only the reference client can";
        assert_eq!(message(refused), text);
    }

    #[test]
    fn a_misspelt_client_is_answered_with_the_one_that_was_meant() {
        let text = message(chosen(&["rumqtc".to_owned()], BenchChoice::Best));
        let begin = "no client is named \"rumqtc\"; did you mean \"rumqttc\"? (known: ";
        assert!(text.starts_with(begin), "{text}");
    }

    #[test]
    fn a_client_that_was_asked_for_and_is_not_installed_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.toml");
        let cut = "name = \"mine\"\n[link]\nstdio = [\"./shim\"]\n[requires]\ninstall = \"make\"\n";
        std::fs::write(&path, cut).unwrap();
        let error = chosen(&[path.display().to_string()], BenchChoice::Best).unwrap_err();
        let text = error.message();
        assert!(text.starts_with("failed to start mine: "), "{text}");
        assert!(text.ends_with("shim is not there; install it: make"), "{text}");
        assert_eq!(error.exit(), crate::exit::Exit::Error);
    }

    #[test]
    fn one_client_twice_is_refused() {
        let names = ["rumqttc".to_owned(), "rumqttc".to_owned()];
        assert_eq!(message(chosen(&names, BenchChoice::Best)), "two clients are named \"rumqttc\"");
    }
}
