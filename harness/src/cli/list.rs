//! `mqttspec list`: what there is.

use std::{collections::BTreeMap, fmt::Write as _, path::PathBuf};

use clap::{Args, ValueEnum};
use mqttspec_core::{
    mutant,
    spec::{Catalogue, Method, Requirement},
};
use serde_json::{Value, json};

use super::{console, suite};
use crate::{
    campaign::{
        plan::{Scenario, TagExpression},
        select::Select,
    },
    cut::{Cut, LinkKind},
    error::HarnessError,
    exit::Exit,
};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  mqttspec list\n  mqttspec list scenarios --tags '@must and not @slow'\n  \
    mqttspec list requirements --json"
)]
pub(super) struct ListArgs {
    /// What.
    #[arg(default_value = "scenarios")]
    what: What,
    /// Only scenarios with these tags.
    #[arg(long, value_name = "EXPR")]
    tags: Option<String>,
    /// Only scenarios with this in their title.
    #[arg(long, value_name = "SUBSTR")]
    name: Option<String>,
    /// Feature files of your own.
    #[arg(long, value_name = "DIR")]
    features: Option<PathBuf>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// The scenarios, by feature file.
    Scenarios,
    /// The statements that clients are held against, and how each is checked.
    Requirements,
    /// The clients that `--cut` knows by name.
    Clients,
    /// The ways in which `--mutant` makes a client wrong.
    Mutants,
    /// The tags of all scenarios.
    Tags,
}

/// A list as text and as data.
struct Listed {
    text: String,
    data: Vec<Value>,
}

pub(super) fn execute(args: &ListArgs) -> Result<Exit, HarnessError> {
    let listed = match args.what {
        What::Scenarios => of_scenarios(&chosen(args)?),
        What::Requirements => of_requirements(&chosen(args)?),
        What::Clients => of_clients()?,
        What::Mutants => of_mutants(),
        What::Tags => of_tags(&chosen(args)?),
    };
    if args.json {
        console::say(&format!("{:#}\n", Value::Array(listed.data)))?;
    } else {
        console::say(&listed.text)?;
    }
    Ok(Exit::Green)
}

fn chosen(args: &ListArgs) -> Result<Vec<Scenario>, HarnessError> {
    let tags = args.tags.as_ref().map(|text| text.parse::<TagExpression>()).transpose();
    let tags = tags.map_err(|bad| HarnessError::Usage(bad.to_string()))?;
    let select = Select { tags, name: args.name.clone(), shard: None };
    let folder = args.features.as_deref();
    suite::selected(&suite::scenarios(&suite::files(folder)?, folder)?, &select)
}

fn of_scenarios(scenarios: &[Scenario]) -> Listed {
    let mut listed = Listed { text: String::new(), data: Vec::new() };
    let mut file = "";
    for scenario in scenarios {
        let identity = &scenario.identity;
        if identity.path != file {
            file = &identity.path;
            let _ = writeln!(listed.text, "{file}  {}", identity.feature);
        }
        let (requirement, level) = (&scenario.requirement, identity.level);
        let _ = writeln!(
            listed.text,
            "  {:>4}  {:14} {:7} {}",
            identity.line, requirement, level, identity.name
        );
        listed.data.push(json!({
            "id": scenario.id(),
            "feature": identity.feature,
            "rule": identity.rule,
            "name": identity.name,
            "requirement": requirement.as_str(),
            "level": level.to_string(),
            "tags": identity.tags,
        }));
    }
    let _ = writeln!(listed.text, "{} scenarios", scenarios.len());
    listed
}

fn of_requirements(scenarios: &[Scenario]) -> Listed {
    let mut listed = Listed { text: String::new(), data: Vec::new() };
    for requirement in Catalogue::embedded().requirements() {
        let own = scenarios.iter().filter(|s| s.requirement == requirement.id).count();
        let method = method(requirement);
        let (id, level) = (&requirement.id, requirement.level);
        let _ = writeln!(
            listed.text,
            "{id:14} {level:7} {method:14} {own:>4}  {}",
            requirement.statement
        );
        listed.data.push(json!({
            "id": id.as_str(),
            "level": level.to_string(),
            "applies_to": format!("{:?}", requirement.applies_to).to_lowercase(),
            "method": method,
            "statement": requirement.statement,
            "reading": requirement.reading,
            "disputes": requirement.disputes,
            "scenarios": own,
        }));
    }
    listed
}

fn method(requirement: &Requirement) -> &'static str {
    match requirement.method {
        Method::Active => "active",
        Method::Passive => "passive",
        Method::ActiveAndPassive => "active+passive",
        Method::Declared(_) => "declared",
    }
}

fn of_clients() -> Result<Listed, HarnessError> {
    let mut listed = Listed { text: String::new(), data: Vec::new() };
    for name in Cut::known() {
        let cut = super::clients::find(&name)?;
        let link = match &cut.link {
            LinkKind::Stdio { command, .. } => command.join(" "),
            LinkKind::Tcp(address) => format!("tcp {address}"),
            LinkKind::Builtin(_) => "inside this program".to_owned(),
        };
        let known = cut.deviations.len();
        let lack = super::clients::missing(&cut)?;
        let _ = writeln!(listed.text, "{name:14} {link} ({known} known deviations)");
        if let Some(lack) = &lack {
            let _ = writeln!(listed.text, "{:14} not here: {lack}", "");
        }
        let data = json!({
            "name": name, "link": link, "known_deviations": known, "missing": lack,
        });
        listed.data.push(data);
    }
    Ok(listed)
}

fn of_mutants() -> Listed {
    let mut listed = Listed { text: String::new(), data: Vec::new() };
    for info in mutant::catalogue() {
        let (name, id) = (info.name, &info.requirement);
        let _ = writeln!(listed.text, "{name:28} {id:14} {}", info.description);
        listed.data.push(json!({
            "name": name,
            "requirement": id.as_str(),
            "description": info.description,
            "real_bugs": info.real_bugs,
        }));
    }
    listed
}

fn of_tags(scenarios: &[Scenario]) -> Listed {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for tag in scenarios.iter().flat_map(|scenario| &scenario.identity.tags) {
        *counts.entry(tag).or_default() += 1;
    }
    let mut listed = Listed { text: String::new(), data: Vec::new() };
    for (tag, count) in counts {
        let _ = writeln!(listed.text, "{count:>5}  @{tag}");
        listed.data.push(json!({ "tag": tag, "scenarios": count }));
    }
    listed
}
