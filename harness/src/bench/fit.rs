//! Commands that are too long for the shim's lines: their options go ahead of them, in parts.

use mqttspec_link::{
    Command, Members, Request,
    command::{Connect, ConnectOptions, FilePart},
};
use serde_json::Value;

/// The commands that together say what `command` says, each in a line of at most `line_max`
/// bytes; the last one is the command itself. `None`: it cannot be said so briefly.
///
/// Options of `connect` go ahead by `set`, the longest first; the text of a file in parts.
pub(super) fn fit(command: &Command, line_max: usize) -> Option<Vec<Command>> {
    if length(command) <= line_max {
        return Some(vec![command.clone()]);
    }
    match command {
        Command::Connect(connect) => fit_connect(connect, line_max),
        Command::File(file) if file.of == 1 => fit_file(file, line_max),
        _ => None,
    }
}

/// The names of the options that `set` among `commands` keeps.
pub(super) fn kept(commands: &[Command]) -> Vec<String> {
    let options = commands.iter().filter_map(|command| match command {
        Command::Set(options) => Some(members(options)),
        _ => None,
    });
    options.flat_map(|members| members.into_iter().map(|(name, _)| name)).collect()
}

/// The names of the options of a `connect`.
pub(super) fn named(connect: &Connect) -> Vec<String> {
    members(&connect.options).into_iter().map(|(name, _)| name).collect()
}

/// The longest line that a command may become.
fn length(command: &Command) -> usize {
    Request { seq: SEQ_MAX, command: command.clone() }.to_line().len()
}

fn fit_connect(connect: &Connect, line_max: usize) -> Option<Vec<Command>> {
    let mut rest = members(&connect.options);
    let mut commands = Vec::new();
    loop {
        let options = options(rest.clone())?;
        let last = Command::Connect(Connect { client: connect.client, options });
        if length(&last) <= line_max {
            commands.push(last);
            return Some(commands);
        }
        let longest = rest.iter().max_by_key(|(_, value)| value.to_string().len());
        let name = longest.map(|(name, _)| name.clone())?;
        let value = rest.remove(&name)?;
        let set = Command::Set(options_of(name, value)?);
        if length(&set) > line_max {
            return None;
        }
        commands.push(set);
    }
}

fn fit_file(file: &FilePart, line_max: usize) -> Option<Vec<Command>> {
    let part = |part: u32, of: u32, text: &str| {
        Command::File(FilePart { name: file.name.clone(), part, of, text: text.to_owned() })
    };
    let room = line_max.checked_sub(length(&part(u32::MAX, u32::MAX, "")))?;
    let mut texts = vec![String::new()];
    let mut used = 0;
    for c in file.text.chars() {
        let escaped = Value::from(c.to_string()).to_string().len() - QUOTES;
        if escaped > room {
            return None;
        }
        if used + escaped > room {
            texts.push(String::new());
            used = 0;
        }
        used += escaped;
        texts.last_mut()?.push(c);
    }
    let of = u32::try_from(texts.len()).ok()?;
    Some((1..=of).zip(&texts).map(|(number, text)| part(number, of, text)).collect())
}

fn members(options: &ConnectOptions) -> Members {
    match serde_json::to_value(options) {
        Ok(Value::Object(members)) => members,
        _ => Members::new(),
    }
}

fn options_of(name: String, value: Value) -> Option<Box<ConnectOptions>> {
    options(Members::from_iter([(name, value)]))
}

fn options(members: Members) -> Option<Box<ConnectOptions>> {
    serde_json::from_value(Value::Object(members)).ok()
}

/// More commands than any scenario gives.
const SEQ_MAX: u64 = 9_999_999;

/// What stands around a string in JSON.
const QUOTES: usize = 2;

#[cfg(test)]
mod tests {
    use mqttspec_link::{SHIM_LINE_MAX_MIN, command::Publish};

    use super::*;

    fn lines(command: &Command) -> Option<Vec<String>> {
        let commands = fit(command, SHIM_LINE_MAX_MIN)?;
        let lines: Vec<String> =
            commands.into_iter().map(|command| Request { seq: 1, command }.to_line()).collect();
        assert!(lines.iter().all(|line| line.len() <= SHIM_LINE_MAX_MIN), "{lines:?}");
        Some(lines)
    }

    fn connect(client_id: usize, user_name: usize) -> Command {
        let text = |len: usize| Some("a".repeat(len).as_str().into());
        let options = ConnectOptions {
            client_id: text(client_id),
            user_name: text(user_name),
            keep_alive_s: Some(7),
            ..ConnectOptions::default()
        };
        Connect::from(options).into()
    }

    #[test]
    fn what_fits_stays_as_it_is() {
        assert_eq!(fit(&connect(10, 10), SHIM_LINE_MAX_MIN), Some(vec![connect(10, 10)]));
    }

    #[test]
    fn the_longest_options_go_ahead() {
        let lines = lines(&connect(150, 100)).unwrap();
        let ahead = format!("{{\"seq\":1,\"do\":\"set\",\"client_id\":\"{}\"}}", "a".repeat(150));
        assert_eq!(lines[0], ahead);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].contains("keep_alive_s") && lines[1].contains("user_name"));
        let commands = fit(&connect(150, 100), SHIM_LINE_MAX_MIN).unwrap();
        assert_eq!(kept(&commands), ["client_id"]);
    }

    #[test]
    fn an_option_that_is_too_long_by_itself_does_not_fit() {
        assert_eq!(lines(&connect(300, 1)), None);
        assert_eq!(lines(&Publish::new("a".repeat(300)).into()), None);
    }

    #[test]
    fn a_file_goes_in_parts_whose_escapes_count() {
        let text = "-----BEGIN-----\n\"\\\u{1}\u{e4}".repeat(40);
        let file = FilePart { name: "ca".into(), part: 1, of: 1, text: text.clone() };
        assert!(lines(&Command::File(file.clone())).unwrap().len() > 4);
        let commands = fit(&Command::File(file), SHIM_LINE_MAX_MIN).unwrap();
        let parts = commands.iter().map(|command| match command {
            Command::File(part) => part,
            other => panic!("{other:?}"),
        });
        let together: String = parts.clone().map(|part| part.text.as_str()).collect();
        assert_eq!(together, text);
        let numbers: Vec<_> = parts.map(|part| (part.part, part.of)).collect();
        let of = u32::try_from(numbers.len()).unwrap();
        assert_eq!(numbers, (1..=of).map(|part| (part, of)).collect::<Vec<_>>());
    }
}
