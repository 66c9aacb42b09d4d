//! The rules in force: which of them act on what just happened.

use super::script::{Action, Rule, Script, When};
use crate::{
    trace::ConnectionId,
    wire::{Bindings, Dissection},
};

/// Rules with how often each has matched.
#[derive(Debug, Default)]
pub(super) struct Rules {
    active: Vec<(Rule, u32)>,
    /// Whether some rule waits for what the server sends: else nobody needs to dissect it.
    has_sending: bool,
}

/// What rules may wait for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Happening<'a> {
    Opened,
    Received(&'a Dissection<'a>),
    Sending(&'a Dissection<'a>),
}

impl Rules {
    pub(super) fn add(&mut self, rule: Rule) {
        self.has_sending |= matches!(rule.when, When::Sends(_));
        self.active.push((rule, 0));
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(super) fn has_sending(&self) -> bool {
        self.has_sending
    }

    /// The actions of every rule that acts on this, in order; `None` if no rule does.
    pub(super) fn act(
        &mut self,
        id: ConnectionId,
        happening: Happening<'_>,
        bindings: &mut Bindings,
    ) -> Option<Vec<Action>> {
        let mut actions = None;
        for (rule, count) in &mut self.active {
            if rule.connection.is_some_and(|only| only != id) {
                continue;
            }
            let matches = match (&rule.when, happening) {
                (When::Opened, Happening::Opened) => true,
                (When::Receives(pattern), Happening::Received(packet))
                | (When::Sends(pattern), Happening::Sending(packet)) => {
                    pattern.matches(packet, bindings)
                }
                _ => false,
            };
            if !matches {
                continue;
            }
            *count = count.saturating_add(1);
            if rule.times.include(*count) {
                actions.get_or_insert_with(Vec::new).extend(rule.actions.iter().cloned());
            }
        }
        actions
    }
}

impl From<Script> for Rules {
    fn from(script: Script) -> Self {
        let mut rules = Self::default();
        script.rules.into_iter().for_each(|rule| rules.add(rule));
        rules
    }
}
