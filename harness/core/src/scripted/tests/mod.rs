//! Exchanges with the scripted broker in virtual time, as transcripts.

mod correct;
mod exchange;
mod scripts;
