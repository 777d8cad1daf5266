//! By which road word of a place came here, and what other laptops said they hold of the city's document.
//!
//! Nothing here is concluded: where a road or a holding was not met, there is none.

use std::collections::BTreeMap;
use std::sync::Arc;

use musubi_model::ids::Actor;
use musubi_model::record::Seen;
use musubi_model::time::Timestamp;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Road {
    /// A neighbour gave it.
    Mesh,
    /// Out of a bundle that somebody carried here.
    Stick,
}

/// The newest of a place's own laptops in one document that came here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Came {
    pub road: Road,
    /// By this laptop's clock.
    pub at: Timestamp,
    /// On a stick: when that was made, by its laptop's clock and never after it came. Else `at`.
    pub said_at: Timestamp,
    /// Entries of others in the document then. More of them at a start came by a road nobody noted.
    pub entries: u64,
}

/// Up to which change of each author somebody holds a document.
pub(crate) type UpTo = Arc<BTreeMap<Actor, u64>>;

/// What one laptop said, in neighbours' messages and in its bundles, that it holds of the city's document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CityHeld {
    pub road: Road,
    /// When it last said anything of it: by this laptop's clock, on a stick by its own.
    pub said_at: Timestamp,
    /// What was new in its word, oldest first; each holds what those before it held.
    steps: Vec<(Timestamp, UpTo)>,
}

/// More than notices of a disaster. The oldest are told as of the next.
const STEPS_MAX: usize = 512;

impl CityHeld {
    /// Takes a word in. Whether it says more than those before.
    pub(crate) fn hear(
        held: &mut Option<Self>,
        road: Road,
        said_at: Timestamp,
        up_to: &UpTo,
    ) -> bool {
        let Some(held) = held else {
            *held = Some(Self { road, said_at, steps: vec![(said_at, Arc::clone(up_to))] });
            return true;
        };
        if said_at >= held.said_at {
            (held.road, held.said_at) = (road, said_at);
        }
        let (last, newest) = match held.steps.last() {
            Some((at, up_to)) => (*at, Arc::clone(up_to)),
            None => (said_at, UpTo::default()),
        };
        let covers = |(actor, to): (&Actor, &u64)| newest.get(actor).is_some_and(|it| it >= to);
        if Arc::ptr_eq(&newest, up_to) || up_to.iter().all(covers) {
            return false;
        }
        let mut joined = BTreeMap::clone(up_to);
        for (actor, to) in newest.iter() {
            let known = joined.entry(*actor).or_default();
            *known = (*known).max(*to);
        }
        if held.steps.len() == STEPS_MAX {
            held.steps.remove(0);
        }
        // All of it together is known since the later of the two words.
        held.steps.push((said_at.max(last), Arc::new(joined)));
        true
    }

    /// Since when it is known to hold these values. `None`: it has not said so.
    pub fn since(&self, values: &[Seen]) -> Option<Timestamp> {
        let holds = |up_to: &UpTo| {
            values.iter().all(|seen| up_to.get(&seen.by).is_some_and(|to| *to >= seen.seq))
        };
        self.steps.iter().find(|(_, up_to)| holds(up_to)).map(|(at, _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use musubi_model::record::Value;

    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn up_to(all: &[(u8, u64)]) -> UpTo {
        Arc::new(all.iter().map(|(actor, to)| (Actor::new([*actor; 16]), *to)).collect())
    }

    fn seen(actor: u8, seq: u64) -> Seen {
        Seen { value: Value::Integer(0), by: Actor::new([actor; 16]), seq }
    }

    #[test]
    fn a_laptop_holds_what_it_said_and_since_it_first_said_so() {
        let mut held = None;
        assert!(CityHeld::hear(&mut held, Road::Mesh, at(10), &up_to(&[(1, 4)])));
        assert!(!CityHeld::hear(&mut held, Road::Mesh, at(20), &up_to(&[(1, 4)])));
        assert!(CityHeld::hear(&mut held, Road::Mesh, at(30), &up_to(&[(1, 6)])));
        // Late, of before, and of another author.
        assert!(CityHeld::hear(&mut held, Road::Stick, at(5), &up_to(&[(1, 2), (2, 1)])));
        let held = held.unwrap();
        assert_eq!((held.said_at, held.road), (at(30), Road::Mesh));
        assert_eq!(held.since(&[seen(1, 4)]), Some(at(10)));
        assert_eq!(held.since(&[seen(1, 5)]), Some(at(30)));
        assert_eq!(held.since(&[seen(1, 4), seen(2, 1)]), Some(at(30)), "never earlier than known");
        assert_eq!(held.since(&[seen(1, 7)]), None);
        assert_eq!(held.since(&[seen(3, 1)]), None);
    }
}
