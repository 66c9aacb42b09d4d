//! Whether a field of a dissection is as a pattern wants it.

use super::{
    bindings::{Bindings, Bound},
    constraint::{Constraint, Operator},
    seen::Seen,
    value::{Term, Value},
};
use crate::wire::dissection::Dissection;

/// How `dissection` differs from `constraint`, in words; binds what matches.
pub(super) fn difference(
    constraint: &Constraint,
    dissection: &Dissection<'_>,
    bindings: &mut Bindings,
) -> Option<String> {
    let seen = Seen::of(dissection, constraint.field);
    let is_met = match constraint.operator {
        Operator::Equal => constraint.wanted.iter().any(|value| accept(value, seen, bindings)),
        // A field that must not be something says nothing of what a variable is.
        Operator::NotEqual => {
            !constraint.wanted.iter().any(|value| accept(value, seen, &mut bindings.clone()))
        }
        Operator::AtLeast => compare(constraint, seen, bindings, |seen, limit| seen >= limit),
        Operator::AtMost => compare(constraint, seen, bindings, |seen, limit| seen <= limit),
    };
    (!is_met).then(|| format!("{} is {seen}, but {constraint} is wanted", constraint.field.name()))
}

/// Whether `value` allows `seen`; binds variables only if it does.
fn accept(value: &Value, seen: Seen<'_>, bindings: &mut Bindings) -> bool {
    let mut trial = bindings.clone();
    let accepted = match (value, seen) {
        (Value::Absent, seen) => is_nothing(seen),
        (Value::One(term), seen) => accept_term(term, seen, &mut trial),
        (Value::List(terms), Seen::Codes(codes)) => {
            terms.len() == codes.len()
                && terms.iter().zip(codes).all(|(term, code)| {
                    accept_term(term, Seen::Number(u32::from(*code)), &mut trial)
                })
        }
        (Value::List(terms), Seen::TopicFilters(filters)) => {
            terms.len() == filters.len()
                && terms
                    .iter()
                    .zip(filters)
                    .all(|(term, filter)| accept_term(term, Seen::Bytes(filter), &mut trial))
        }
        (Value::Pairs(pairs), Seen::Subscriptions(filters)) => {
            pairs.len() == filters.len()
                && pairs.iter().zip(filters).all(|((term, qos_term), (filter, qos))| {
                    let qos = qos.map_or(Seen::Nothing, |qos| Seen::Number(u32::from(qos)));
                    accept_term(term, Seen::Bytes(filter), &mut trial)
                        && accept_term(qos_term, qos, &mut trial)
                })
        }
        (Value::List(_) | Value::Pairs(_), _) => false,
    };
    if accepted {
        *bindings = trial;
    }
    accepted
}

fn accept_term(term: &Term, seen: Seen<'_>, bindings: &mut Bindings) -> bool {
    match (term, seen) {
        (Term::Any, seen) => seen != Seen::Nothing,
        (Term::Variable(name), seen) => {
            seen.bound().is_some_and(|bound| bindings.unify(name, bound))
        }
        (Term::Number(number), Seen::Number(seen)) => *number == seen,
        (Term::Text(text), Seen::Bytes(bytes)) => text.matches(bytes),
        (Term::Number(_) | Term::Text(_), _) => false,
    }
}

fn is_nothing(seen: Seen<'_>) -> bool {
    matches!(
        seen,
        Seen::Nothing | Seen::Codes([]) | Seen::TopicFilters([]) | Seen::Subscriptions([])
    )
}

fn compare(
    constraint: &Constraint,
    seen: Seen<'_>,
    bindings: &Bindings,
    holds: impl Fn(u32, u32) -> bool,
) -> bool {
    let Seen::Number(seen) = seen else { return false };
    constraint.wanted.iter().any(|value| match value {
        Value::One(Term::Number(limit)) => holds(seen, *limit),
        Value::One(Term::Variable(name)) => {
            matches!(bindings.bound(name), Some(Bound::Number(limit)) if holds(seen, *limit))
        }
        Value::One(Term::Any | Term::Text(_))
        | Value::Absent
        | Value::List(_)
        | Value::Pairs(_) => false,
    })
}
