//! *Did you mean*: the nearest of the names there are.

/// How alike two names must be to be meant for each other.
const LIKENESS_MIN: f64 = 0.75;

/// The name that was probably meant, as the end of a sentence; empty where none is near.
#[must_use]
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let name = name.to_lowercase();
    let likeness = |known: &str| strsim::jaro_winkler(&name, &known.to_lowercase());
    let nearest = known
        .into_iter()
        .map(|known| (likeness(known), known))
        .filter(|(likeness, _)| *likeness >= LIKENESS_MIN)
        .max_by(|(one, _), (other, _)| one.total_cmp(other));
    nearest.map_or_else(String::new, |(_, known)| format!("; did you mean \"{known}\"?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_and_a_far_one_is_not() {
        let known = ["reference", "rumqttc", "paho-python"];
        assert_eq!(did_you_mean("rumqtc", known), "; did you mean \"rumqttc\"?");
        assert_eq!(did_you_mean("RUMQTTC", known), "; did you mean \"rumqttc\"?");
        assert_eq!(did_you_mean("zzz", known), "");
    }
}
