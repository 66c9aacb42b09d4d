//! The JSON report: the model as data, with a published schema
//! (`fixtures/report/report.schema.json`).

mod document;
mod fill;

pub use document::{Document, REPORT_FORMAT};

use super::{model::Report, policy::Policy};

/// The report as JSON, ended by a line feed.
#[must_use]
pub fn render(report: &Report, policy: Policy) -> String {
    let mut text = serde_json::to_string_pretty(&fill::document(report, policy))
        .expect("a document has string keys and finite numbers only, so it has a JSON form");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_sample_as_json() {
        insta::assert_snapshot!("report_json", render(&sample::report(), Policy::default()));
    }

    #[test]
    fn what_is_right_takes_no_space_and_what_is_not_is_there() {
        let document = fill::document(&sample::report(), Policy::default());
        let findings = |client: usize| -> usize {
            let scenarios = document.clients[client].scenarios.iter();
            scenarios.map(|scenario| scenario.findings.len() + scenario.also_seen.len()).sum()
        };
        assert_eq!((findings(0), findings(1)), (0, 5));
    }

    #[test]
    fn the_published_schema_is_that_of_the_types() {
        let mut schema = serde_json::to_string_pretty(&schemars::schema_for!(Document)).unwrap();
        schema.push('\n');
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/report/report.schema.json");
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(path, &schema).unwrap();
        }
        let published = std::fs::read_to_string(path).unwrap_or_default();
        assert!(published == schema, "UPDATE_SCHEMA=1 cargo test -p mqttspec --lib writes it anew");
    }
}
