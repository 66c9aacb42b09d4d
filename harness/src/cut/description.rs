//! The cut file: how to reach a client under test, what it offers, what we know of it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use include_dir::{Dir, include_dir};
use mqttspec_core::{spec::RequirementId, trace::Settings};
use mqttspec_link::FEATURES;
use serde::Deserialize;

use super::{link::Framing, requires::Requires};
use crate::suggest::did_you_mean;

/// A client under test as its cut file describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Its name in reports.
    pub name: String,
    /// How to reach it.
    pub link: LinkKind,
    /// How the lines to its shim are framed.
    pub framing: Framing,
    /// Features that its hello claims and that are not to be believed.
    pub without: Vec<String>,
    /// Its tolerances and limits.
    pub settings: Settings,
    /// What is known to be wrong with it.
    pub deviations: Vec<Deviation>,
    /// What must be installed for it, where its cut file says so.
    pub requires: Option<Requires>,
}

/// How to reach a client's shim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// A child process that speaks on its standard input and output.
    Stdio {
        /// Program and arguments.
        command: Vec<String>,
        /// Where it is started; relative paths in the command are meant from here.
        folder: PathBuf,
    },
    /// A shim that listens at this address.
    Tcp(String),
    /// A shim inside this binary.
    Builtin(Builtin),
}

/// The shims inside this binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Builtin {
    /// The reference client, which can also run in this process in virtual time.
    Reference,
    /// rumqttc.
    Rumqttc,
}

/// A known defect of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// The statement it breaks.
    pub requirement: RequirementId,
    /// The titles of the scenarios in which it does, `*` being any text; absent = in all.
    pub scenario: Option<String>,
    /// Why that is so.
    pub reason: String,
    /// Bytes seen or the upstream issue.
    pub evidence: String,
    /// Whether it shows in some runs only.
    pub intermittent: bool,
}

/// A cut file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadCut {
    /// There is no such file.
    #[error("there is no cut \"{name}\"; known are {}", known.join(", "))]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// It cannot be read.
    #[error("failed to read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// It says something that a cut file cannot say.
    #[error("{}: {text}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What, with its line.
        text: String,
    },
}

impl Cut {
    /// The cut called `name`, or the one in the file `name` where that ends in `.toml`.
    ///
    /// A name is looked for in `fixtures/cuts` of this folder and those above it, then inside
    /// this binary.
    ///
    /// # Errors
    /// [`BadCut`].
    pub fn find(name: &str) -> Result<Self, BadCut> {
        if Path::new(name).extension().is_some_and(|extension| extension == "toml") {
            return Self::read(Path::new(name));
        }
        let file = format!("{name}.toml");
        let here = std::env::current_dir().unwrap_or_default();
        let on_disk = here.ancestors().map(|folder| folder.join("fixtures/cuts").join(&file));
        if let Some(path) = on_disk.into_iter().find(|path| path.is_file()) {
            return Self::read(&path);
        }
        let Some(text) = CUTS.get_file(&file).and_then(|file| file.contents_utf8()) else {
            return Err(BadCut::Unknown { name: name.into(), known: Self::known() });
        };
        Self::parse(text, Path::new(&file))
    }

    /// The names of the cuts inside this binary.
    #[must_use]
    pub fn known() -> Vec<String> {
        let stems = CUTS.files().filter_map(|file| file.path().file_stem());
        let mut known: Vec<_> = stems.map(|stem| stem.to_string_lossy().into_owned()).collect();
        known.sort();
        known
    }

    /// The cut in a file; paths inside it are relative to it.
    ///
    /// # Errors
    /// [`BadCut`].
    pub fn read(path: &Path) -> Result<Self, BadCut> {
        let unreadable = |source| BadCut::Unreadable { path: path.into(), source };
        let text = fs::read_to_string(path).map_err(unreadable)?;
        Self::parse(&text, &std::path::absolute(path).map_err(unreadable)?)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, BadCut> {
        let malformed = |text: String| BadCut::Malformed { path: path.into(), text };
        let file: CutFile = toml::from_str(text).map_err(|error| malformed(error.to_string()))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let framing = file.link.framing;
        let link = match file.link {
            LinkSection { stdio: Some(command), tcp: None, builtin: None, .. }
                if !command.is_empty() =>
            {
                LinkKind::Stdio { command, folder }
            }
            LinkSection { stdio: None, tcp: Some(address), builtin: None, .. } => {
                LinkKind::Tcp(address)
            }
            LinkSection { stdio: None, tcp: None, builtin: Some(builtin), .. }
                if framing == Framing::Plain =>
            {
                LinkKind::Builtin(builtin)
            }
            LinkSection { .. } => {
                let text = "[link] holds one of stdio = [\"program\", …], tcp, builtin; \
                            framing = \"guarded\" goes with the first two";
                return Err(malformed(text.into()));
            }
        };
        let known = |name: &&String| FEATURES.contains(&name.as_str()) || name.starts_with("x-");
        if let Some(unknown) = file.capabilities.without.iter().find(|name| !known(name)) {
            let near = did_you_mean(unknown, FEATURES.iter().copied());
            let text = format!("[capabilities] without: no client can offer \"{unknown}\"{near}");
            return Err(malformed(text));
        }
        Ok(Self {
            name: file.name,
            link,
            framing,
            without: file.capabilities.without,
            settings: file.settings,
            deviations: file.deviations.into_iter().flat_map(DeviationSection::each).collect(),
            requires: file.requires,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CutFile {
    name: String,
    link: LinkSection,
    #[serde(default)]
    capabilities: CapabilitiesSection,
    #[serde(default)]
    settings: Settings,
    #[serde(default)]
    deviations: Vec<DeviationSection>,
    requires: Option<Requires>,
}

/// A defect that shows in scenarios of several titles is written once.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeviationSection {
    requirement: RequirementId,
    scenario: Option<OneOrMore>,
    reason: String,
    evidence: String,
    #[serde(default)]
    intermittent: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl DeviationSection {
    fn each(self) -> Vec<Deviation> {
        let titles = match self.scenario {
            None => vec![None],
            Some(OneOrMore::One(title)) => vec![Some(title)],
            Some(OneOrMore::More(titles)) => titles.into_iter().map(Some).collect(),
        };
        let each = titles.into_iter().map(|scenario| Deviation {
            requirement: self.requirement.clone(),
            scenario,
            reason: self.reason.clone(),
            evidence: self.evidence.clone(),
            intermittent: self.intermittent,
        });
        each.collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkSection {
    stdio: Option<Vec<String>>,
    tcp: Option<String>,
    builtin: Option<Builtin>,
    #[serde(default)]
    framing: Framing,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct CapabilitiesSection {
    without: Vec<String>,
}

static CUTS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../fixtures/cuts");

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Cut, String> {
        Cut::parse(text, Path::new("/cuts/x.toml")).map_err(|error| error.to_string())
    }

    #[test]
    fn a_whole_cut_file_is_read() {
        let cut = parse(
            r#"
            name = "paho-python"
            [link]
            stdio = ["python3", "../clients/shim.py"]
            framing = "guarded"
            [requires]
            probe = ["python3", "-c", "import paho.mqtt"]
            install = "pip install paho-mqtt"
            [capabilities]
            without = ["session_present"]
            [settings]
            keep_alive_tolerance_ms = 700
            [[deviations]]
            requirement = "MQTT-3.1.2-23"
            scenario = ["late", "never *"]
            reason = "why"
            evidence = "c000 after 3.1 s"
            "#,
        )
        .unwrap();
        let command = vec!["python3".into(), "../clients/shim.py".into()];
        assert_eq!(cut.link, LinkKind::Stdio { command, folder: "/cuts".into() });
        assert_eq!(cut.framing, Framing::Guarded);
        assert_eq!(cut.without, ["session_present"]);
        assert_eq!(cut.settings.keep_alive_tolerance_ms, 700);
        assert_eq!(cut.requires.unwrap().install, "pip install paho-mqtt");
        assert_eq!(cut.deviations[1].requirement.as_str(), "MQTT-3.1.2-23");
        assert_eq!(cut.deviations[1].scenario.as_deref(), Some("never *"));
    }

    #[test]
    fn a_mistake_is_named_with_file_and_line() {
        let error = parse("name = \"x\"\n[link]\nstdoi = [\"a\"]\n").unwrap_err();
        assert!(error.contains("/cuts/x.toml") && error.contains("line 3"), "{error}");
        for link in [
            "stdio = []",
            "tcp = \"a\"\nbuiltin = \"reference\"",
            "builtin = \"reference\"\nframing = \"guarded\"",
            "",
        ] {
            let error = parse(&format!("name = \"x\"\n[link]\n{link}\n")).unwrap_err();
            assert!(error.contains("holds one of"), "{error}");
        }
    }

    #[test]
    fn a_capability_that_no_client_has_is_named() {
        let text = "name = \"x\"\n[link]\ntcp = \"a\"\n[capabilities]\nwithout = [\"qos3\"]\n";
        let error = parse(text).unwrap_err();
        assert!(error.ends_with("can offer \"qos3\"; did you mean \"qos2\"?"), "{error}");
    }

    #[test]
    fn the_cuts_inside_the_binary_are_well_formed() {
        assert!(Cut::known().contains(&"reference".to_owned()));
        for name in Cut::known() {
            assert_eq!(Cut::find(&name).unwrap().name, name);
        }
    }

    #[test]
    fn an_unknown_cut_is_answered_with_the_known_ones() {
        let error = Cut::find("nobody").unwrap_err().to_string();
        assert!(error.contains("nobody") && error.contains("reference"), "{error}");
    }
}
