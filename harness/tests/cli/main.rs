//! The `mqttspec` command as a user meets it: exit codes, messages, files.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod bad_input;
mod command;
mod exit_codes;
mod judge_again;
mod new;
mod stop;
