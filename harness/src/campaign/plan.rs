//! The plan: feature files become scenarios that can be run one by one.
//!
//! Outlines are expanded, backgrounds prepended, tags inherited. *Not here:* running; what the
//! tables of vectors hold.

use cucumber::{feature::Ext as _, gherkin};
use gherkin::tagexpr::TagOperation;
use mqttspec_core::{
    spec::{Level, RequirementId},
    trace::ScenarioIdentity,
};

use super::{not_gherkin, table};
use crate::features::FeatureFile;

/// One scenario, ready to run.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its names, its statement, what a Fail costs.
    pub identity: ScenarioIdentity,
    /// The statement that it judges.
    pub requirement: RequirementId,
    /// What the client has to offer for it: the names of `@needs.<capability>` tags.
    pub needs: Vec<String>,
    /// Background steps and its own, in order.
    pub steps: Vec<gherkin::Step>,
}

/// A feature file that cannot be planned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}: {text}")]
pub struct BadFeature {
    /// The file, relative to the folder of all features.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// What is wrong with it.
    pub text: String,
}

/// A tag expression: `@must and not @slow`.
#[derive(Clone, Debug)]
pub struct TagExpression(TagOperation);

/// A text that is not a tag expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is not a tag expression such as \"@must and not @slow\": {reason}")]
pub struct BadTagExpression {
    text: String,
    reason: String,
}

impl Scenario {
    /// Its unique name: `3.1_connect/3.1.0_first_packet.feature:9`.
    #[must_use]
    pub fn id(&self) -> String {
        self.identity.id()
    }

    /// Whether it has the tag `name`, own or inherited.
    #[must_use]
    pub fn has_tag(&self, name: &str) -> bool {
        self.identity.tags.iter().any(|tag| tag == name)
    }
}

impl TagExpression {
    /// The tags that it names, without `@`.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let (mut names, mut waiting) = (Vec::new(), vec![&self.0]);
        while let Some(operation) = waiting.pop() {
            match operation {
                TagOperation::And(one, other) | TagOperation::Or(one, other) => {
                    waiting.extend([other.as_ref(), one.as_ref()]);
                }
                TagOperation::Not(inner) => waiting.push(inner),
                TagOperation::Tag(name) => names.push(name.trim_start_matches('@')),
            }
        }
        names
    }

    /// Whether a scenario with these tags (without `@`) is meant.
    #[must_use]
    pub fn selects(&self, scenario: &Scenario) -> bool {
        use cucumber::tag::Ext as _;
        self.0.eval(&scenario.identity.tags)
    }
}

impl std::str::FromStr for TagExpression {
    type Err = BadTagExpression;

    fn from_str(text: &str) -> Result<Self, BadTagExpression> {
        let bad = |reason: &dyn ToString| BadTagExpression {
            text: text.into(),
            reason: reason.to_string(),
        };
        text.parse().map(Self).map_err(|error: _| bad(&error))
    }
}

/// All scenarios of `files`, in order, and all that is wrong with them; what is wrong with one
/// leaves the others whole.
#[must_use]
pub fn plan(files: &[FeatureFile]) -> (Vec<Scenario>, Vec<BadFeature>) {
    let (mut scenarios, mut bad) = (Vec::new(), Vec::new());
    for file in files {
        let mut plan = FilePlan { file, scenarios: Vec::new(), bad: Vec::new() };
        plan.fill();
        scenarios.extend(plan.scenarios);
        bad.extend(plan.bad);
    }
    (scenarios, bad)
}

/// What is planned of one file.
struct FilePlan<'a> {
    file: &'a FeatureFile,
    scenarios: Vec<Scenario>,
    bad: Vec<BadFeature>,
}

impl FilePlan<'_> {
    fn fill(&mut self) {
        let text = &self.file.text;
        let mut feature = match gherkin::Feature::parse(text, gherkin::GherkinEnv::default()) {
            Ok(feature) => feature,
            Err(error) => {
                let problems = not_gherkin::problems(text, &error);
                return problems.into_iter().for_each(|(line, text)| self.note(line, text));
            }
        };
        let outlines = take_tables(&mut feature);
        let feature = match feature.expand_examples() {
            Ok(feature) => feature,
            Err(error) => {
                return self.note(number(error.pos.line), format!("no column <{}>", error.name));
            }
        };
        for scenario in &feature.scenarios {
            self.add(plan_scenario(self.file, &feature, None, scenario));
        }
        for rule in &feature.rules {
            for scenario in &rule.scenarios {
                self.add(plan_scenario(self.file, &feature, Some(rule), scenario));
            }
        }
        for (rule, outline) in &outlines {
            match plan_table(self.file, &feature, &feature.rules[*rule], outline) {
                Ok(planned) => self.scenarios.extend(planned),
                Err(error) => self.bad.push(error),
            }
        }
        self.scenarios.sort_by_key(|scenario| scenario.identity.line);
    }

    fn add(&mut self, planned: Result<Scenario, BadFeature>) {
        match planned {
            Ok(scenario) => self.scenarios.push(scenario),
            Err(error) => self.bad.push(error),
        }
    }

    fn note(&mut self, line: u32, text: String) {
        self.bad.push(BadFeature { path: self.file.path.clone(), line, text });
    }
}

/// Takes the outlines whose rows are vectors out of the Rules that they stand in, by its number.
fn take_tables(feature: &mut gherkin::Feature) -> Vec<(usize, gherkin::Scenario)> {
    let mut taken = Vec::new();
    for (number, rule) in feature.rules.iter_mut().enumerate() {
        let all = std::mem::take(&mut rule.scenarios);
        let (tables, others): (Vec<_>, _) =
            all.into_iter().partition(|scenario| !table::tables(scenario).is_empty());
        rule.scenarios = others;
        taken.extend(tables.into_iter().map(|outline| (number, outline)));
    }
    taken
}

/// A scenario for each vector that judges the Rule.
fn plan_table(
    file: &FeatureFile,
    feature: &gherkin::Feature,
    rule: &gherkin::Rule,
    outline: &gherkin::Scenario,
) -> Result<Vec<Scenario>, BadFeature> {
    let requirement = plan_scenario(file, feature, Some(rule), outline)?.requirement;
    let line = number(outline.position.line);
    let mut planned = Vec::new();
    for table in table::tables(outline) {
        let rows = table::rows(outline, table, &requirement).map_err(|text| BadFeature {
            path: file.path.clone(),
            line,
            text,
        })?;
        for row in rows {
            let mut scenario = plan_scenario(file, feature, Some(rule), &row.scenario)?;
            scenario.identity.row = Some(row.label);
            planned.push(scenario);
        }
    }
    Ok(planned)
}

fn plan_scenario(
    file: &FeatureFile,
    feature: &gherkin::Feature,
    rule: Option<&gherkin::Rule>,
    scenario: &gherkin::Scenario,
) -> Result<Scenario, BadFeature> {
    let line = number(scenario.position.line);
    let mut tags: Vec<String> = Vec::new();
    let inherited = feature.tags.iter().chain(rule.into_iter().flat_map(|rule| &rule.tags));
    for tag in inherited.chain(&scenario.tags) {
        if !tags.contains(tag) {
            tags.push(tag.clone());
        }
    }
    // The innermost statement and level count.
    let rule_tags = rule.into_iter().flat_map(|rule| &rule.tags);
    let innermost = || scenario.tags.iter().chain(rule_tags.clone()).chain(&feature.tags);
    let requirement = innermost().find_map(|tag| tag.parse::<RequirementId>().ok());
    let level = innermost().find_map(|tag| level_of(tag));
    let (requirement, level) = match (requirement, level) {
        (Some(requirement), Some(level)) => (requirement, level),
        (requirement, level) => {
            let lacks = [
                requirement.is_none().then_some(NO_STATEMENT),
                level.is_none().then_some(NO_LEVEL),
            ];
            let text = lacks.into_iter().flatten().collect::<Vec<_>>().join("; ");
            return Err(BadFeature { path: file.path.clone(), line, text });
        }
    };
    let needs = tags.iter().filter_map(|tag| tag.strip_prefix("needs.")).map(str::to_owned);
    let needs = needs.collect();
    let rule_background = rule.and_then(|rule| rule.background.as_ref());
    let backgrounds = feature.background.iter().chain(rule_background);
    let steps = backgrounds.flat_map(|background| &background.steps).chain(&scenario.steps);
    let steps = steps.cloned().collect();
    let identity = ScenarioIdentity {
        path: file.path.clone(),
        line,
        row: None,
        feature: feature.name.clone(),
        rule: rule.map(|rule| rule.name.clone()),
        name: scenario.name.clone(),
        tags,
        requirement: Some(requirement.clone()),
        level,
    };
    Ok(Scenario { identity, requirement, needs, steps })
}

const NO_STATEMENT: &str = "no tag names the statement judged, such as @MQTT-3.1.2-23";

const NO_LEVEL: &str = "no tag says what a Fail costs: @must, @should, @robust or @profile.NAME";

fn level_of(tag: &str) -> Option<Level> {
    match tag {
        "must" => Some(Level::Must),
        "should" => Some(Level::Should),
        "robust" => Some(Level::Robust),
        _ => tag.starts_with("profile.").then_some(Level::Profile),
    }
}

fn number(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "@must @scripted
Feature: F

  Background:
    Given a

  @MQTT-3.1.2-23
  Rule: R
    Background:
      Given b

    @slow @needs.ping
    Scenario: one
      When c

    @ROB-BACKOFF-1 @robust
    Scenario Outline: <n> times
      When c <n>

      Examples:
        | n |
        | 1 |
        | 2 |
";

    fn planned(text: &str) -> Result<Vec<Scenario>, BadFeature> {
        let file = FeatureFile { path: "x/f.feature".into(), text: text.into() };
        let (scenarios, mut bad) = plan(&[file]);
        bad.pop().map_or(Ok(scenarios), Err)
    }

    #[test]
    fn a_scenario_inherits_tags_and_backgrounds() {
        let scenarios = planned(TEXT).unwrap();
        let one = &scenarios[0];
        assert_eq!(one.id(), "x/f.feature:13");
        assert_eq!(one.identity.tags, ["must", "scripted", "MQTT-3.1.2-23", "slow", "needs.ping"]);
        assert_eq!(one.needs, ["ping"]);
        assert_eq!(one.identity.requirement.as_ref().unwrap().as_str(), "MQTT-3.1.2-23");
        assert_eq!(one.identity.level, Level::Must);
        let texts: Vec<_> = one.steps.iter().map(|step| step.value.as_str()).collect();
        assert_eq!(texts, ["a", "b", "c"]);
    }

    #[test]
    fn each_row_of_an_outline_is_a_scenario_with_its_own_line() {
        let scenarios = planned(TEXT).unwrap();
        let rows: Vec<_> = scenarios[1..].iter().map(|s| (s.id(), &*s.identity.name)).collect();
        let expected = [("x/f.feature:22".into(), "1 times"), ("x/f.feature:23".into(), "2 times")];
        assert_eq!(rows, expected);
        assert_eq!(scenarios[2].steps[2].value, "c 2");
    }

    #[test]
    fn each_vector_of_a_table_is_a_scenario() {
        let table = "@scripted\nFeature: F\n  @MQTT-4.3.3-1 @must\n  Rule: R\n    \
                     @table.packets/pubrec.answer\n    Scenario Outline: <name>, <state>\n      \
                     When <packet>\n      Then <answer>\n\n      Examples:\n";
        let scenarios = planned(table).unwrap();
        let [scenario] = &scenarios[..] else { panic!("{scenarios:#?}") };
        assert_eq!(scenario.identity.name, "the answer to its PUBLISH, in_flow_qos2_publish");
        assert!(scenario.id().starts_with("x/f.feature:6 [pubrec.txt:"), "{}", scenario.id());
        assert_eq!(scenario.needs, ["qos2"]);
        let texts: Vec<_> = scenario.steps.iter().map(|step| step.value.as_str()).collect();
        assert_eq!(texts, ["PUBREC id=$id", "PUBREL id=$id"]);
        for (from, to, text) in [
            (".answer", "", "pubrec has to end in one of .close, .stay, .answer"),
            ("pubrec", "pubwreck", "there is no pubwreck.txt"),
            ("4.3.3-1", "3.1.2-23", "no vector of pubrec.answer judges MQTT-3.1.2-23"),
            (".answer", ".close", "no vector of pubrec.close judges MQTT-4.3.3-1"),
        ] {
            assert_eq!(planned(&table.replace(from, to)).unwrap_err().text, text);
        }
    }

    #[test]
    fn the_innermost_statement_and_level_count() {
        let row = &planned(TEXT).unwrap()[1].identity;
        assert_eq!(row.requirement.as_ref().unwrap().as_str(), "ROB-BACKOFF-1");
        assert_eq!(row.level, Level::Robust);
    }

    #[test]
    fn what_cannot_be_planned_is_named_with_its_line() {
        let untagged = TEXT.replace("@must @scripted", "@scripted");
        assert_eq!(planned(&untagged).unwrap_err().line, 13);
        let no_column = TEXT.replace("c <n>", "c <m>");
        assert_eq!(planned(&no_column).unwrap_err().text, "no column <m>");
        let broken = TEXT.replace("Scenario: one", "Scenery: one");
        let error = planned(&broken).unwrap_err();
        assert!(error.to_string().starts_with("x/f.feature:1"), "{error}");
        assert!(error.text.starts_with("not Gherkin: \"Scenery: one\""), "{error}");
    }

    #[test]
    fn tag_expressions_select() {
        let scenarios = planned(TEXT).unwrap();
        let selected = |text: &str| -> Vec<u32> {
            let expression: TagExpression = text.parse().unwrap();
            let selected = scenarios.iter().filter(|scenario| expression.selects(scenario));
            selected.map(|scenario| scenario.identity.line).collect()
        };
        assert_eq!(selected("@must and not @slow"), [22, 23]);
        assert_eq!(selected("@MQTT-3.1.2-23 and (@slow or @absent)"), [13]);
        assert!("must and".parse::<TagExpression>().is_err());
    }
}
