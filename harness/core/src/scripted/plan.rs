//! A plan: what becomes of an answer once a rule's actions were applied to it.

use super::{connection::Item, script::Action};
use crate::{
    time::At,
    wire::{Bindings, PacketType, notation::ComposeError},
};

/// What goes out, and when.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) parts: Vec<(Fate, Vec<Item>)>,
    /// Afterwards nothing goes out on the Network Connection.
    pub(super) is_last: bool,
}

/// When some items go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Now,
    At(At),
    /// After the next packet of this type.
    After(PacketType),
    /// When a step releases them.
    Held,
}

impl Plan {
    /// Applies `actions` to what a correct server would send.
    pub(super) fn new<'a>(
        now: At,
        actions: impl IntoIterator<Item = &'a Action>,
        answer: Vec<Item>,
        bindings: &Bindings,
    ) -> Result<Self, ComposeError> {
        let mut plan = Self::default();
        let mut draft = Draft { before: Vec::new(), answer, after: Vec::new() };
        for action in actions {
            match action {
                Action::Also(composition) => {
                    draft.after.push(Item::Packet(composition.compose(bindings)?));
                }
                Action::Answer(composition) => {
                    draft.replace_packets(composition.compose(bindings)?);
                }
                Action::Close => draft = Draft::of(Item::Close),
                Action::Delay(span) => plan.parts.push((Fate::At(now + *span), draft.take())),
                Action::Drop | Action::Ignore => draft.answer.clear(),
                Action::Duplicate => {
                    draft.answer = draft.answer.into_iter().flat_map(twice).collect();
                }
                Action::First(composition) => {
                    draft.before.push(Item::Packet(composition.compose(bindings)?));
                }
                Action::Hold => plan.parts.push((Fate::Held, draft.take())),
                Action::Reorder => {
                    if let Some(kind) = draft.answer.iter().find_map(Item::packet_type) {
                        plan.parts.push((Fate::After(kind), draft.take()));
                    }
                }
                Action::Reset => draft = Draft::of(Item::Reset),
                Action::Silence => {
                    draft.take();
                    plan.is_last = true;
                }
                Action::ThenClose => draft.after.push(Item::Close),
                Action::ThenReset => draft.after.push(Item::Reset),
            }
        }
        plan.parts.push((Fate::Now, draft.take()));
        plan.parts.retain(|(_, items)| !items.is_empty());
        Ok(plan)
    }
}

/// An answer, with what goes out before and after it.
struct Draft {
    before: Vec<Item>,
    answer: Vec<Item>,
    after: Vec<Item>,
}

impl Draft {
    fn of(item: Item) -> Self {
        Self { before: Vec::new(), answer: Vec::new(), after: vec![item] }
    }

    fn replace_packets(&mut self, packet: Vec<u8>) {
        self.answer.retain(|item| !matches!(item, Item::Packet(_)));
        self.answer.insert(0, Item::Packet(packet));
    }

    /// All of it, in order; nothing is left.
    fn take(&mut self) -> Vec<Item> {
        let parts = [&mut self.before, &mut self.answer, &mut self.after];
        parts.into_iter().flat_map(std::mem::take).collect()
    }
}

fn twice(item: Item) -> Vec<Item> {
    match item {
        Item::Packet(bytes) => vec![Item::Packet(bytes.clone()), Item::Packet(bytes)],
        end @ (Item::Close | Item::Reset) => vec![end],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBACK: [u8; 4] = [0x40, 2, 0, 7];

    fn plan(actions: &str) -> String {
        let rule: super::super::script::Rule = format!("on any -> {actions}").parse().unwrap();
        let answer = vec![Item::Packet(PUBACK.to_vec())];
        let plan = Plan::new(At::ZERO, &rule.actions, answer, &Bindings::default()).unwrap();
        let item = |item: &Item| match item {
            Item::Packet(bytes) => hex::encode(bytes),
            Item::Close => "close".to_owned(),
            Item::Reset => "reset".to_owned(),
        };
        let part = |(fate, items): &(Fate, Vec<Item>)| {
            format!("{fate:?} {}", items.iter().map(item).collect::<Vec<_>>().join(" "))
        };
        plan.parts.iter().map(part).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn actions_change_the_answer_one_after_the_other() {
        for (actions, expected) in [
            ("drop", ""),
            ("duplicate", "Now 40020007 40020007"),
            ("hold", "Held 40020007"),
            ("hold; also PINGRESP", "Held 40020007, Now d000"),
            ("also PINGRESP; hold", "Held 40020007 d000"),
            ("first PINGRESP", "Now d000 40020007"),
            ("first PINGRESP; answer hex 40", "Now d000 40"),
            ("also PINGRESP; drop", "Now d000"),
            ("answer PINGRESP; then close", "Now d000 close"),
            ("answer PINGRESP; also PINGRESP", "Now d000 d000"),
            ("drop; answer PINGRESP", "Now d000"),
            ("close", "Now close"),
            ("reset", "Now reset"),
            ("reorder", "After(Puback) 40020007"),
            ("delay 2 s; then reset", "At(At(2000000)) 40020007, Now reset"),
        ] {
            assert_eq!(plan(actions), expected, "{actions}");
        }
    }
}
