//! Sets of positions, small when they are contiguous.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::InvalidId;

/// A set of numbers kept as sorted, disjoint, non-adjacent inclusive ranges; as text `0-4,7`.
///
/// A lane of 10,000 queries that all failed is `0-9999`; the worst alternation is about 30 KB.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ranges(Vec<(u32, u32)>);

impl Ranges {
    /// The empty set.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Whether nothing is in the set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many numbers are in the set.
    pub fn len(&self) -> u32 {
        self.0.iter().map(|(first, last)| last - first + 1).sum()
    }

    /// The smallest number.
    pub fn first(&self) -> Option<u32> {
        self.0.first().map(|(first, _)| *first)
    }

    /// Whether `number` is in the set.
    pub fn contains(&self, number: u32) -> bool {
        let at = self.0.partition_point(|(_, last)| *last < number);
        self.0.get(at).is_some_and(|(first, _)| *first <= number)
    }

    /// Whether every number from `first` up to but not `end` is in the set.
    pub fn contains_all(&self, first: u32, end: u32) -> bool {
        let at = self.0.partition_point(|(_, last)| *last < first);
        first >= end || self.0.get(at).is_some_and(|(from, to)| *from <= first && end - 1 <= *to)
    }

    /// The smallest number from `from` on that is not in the set.
    pub fn next_absent(&self, from: u32) -> u32 {
        let at = self.0.partition_point(|(_, last)| *last < from);
        match self.0.get(at) {
            Some((first, last)) if *first <= from => last + 1,
            _ => from,
        }
    }

    /// Puts `number` in; joins neighbours.
    pub fn insert(&mut self, number: u32) {
        if self.contains(number) {
            return;
        }
        let at = self.0.partition_point(|(_, last)| *last < number);
        let joins_left = at > 0 && self.0[at - 1].1 + 1 == number;
        let joins_right = self.0.get(at).is_some_and(|(first, _)| number + 1 == *first);
        match (joins_left, joins_right) {
            (true, true) => {
                self.0[at - 1].1 = self.0[at].1;
                self.0.remove(at);
            }
            (true, false) => self.0[at - 1].1 = number,
            (false, true) => self.0[at].0 = number,
            (false, false) => self.0.insert(at, (number, number)),
        }
    }

    /// Takes `number` out, if it is there.
    pub fn remove(&mut self, number: u32) {
        if !self.contains(number) {
            return;
        }
        let at = self.0.partition_point(|(_, last)| *last < number);
        let (first, last) = self.0[at];
        match (first == number, last == number) {
            (true, true) => {
                self.0.remove(at);
            }
            (true, false) => self.0[at].0 = number + 1,
            (false, true) => self.0[at].1 = number - 1,
            (false, false) => {
                self.0[at].1 = number - 1;
                self.0.insert(at + 1, (number + 1, last));
            }
        }
    }

    /// The numbers, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().flat_map(|(first, last)| *first..=*last)
    }
}

impl FromIterator<u32> for Ranges {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Self {
        let mut set = Self::new();
        numbers.into_iter().for_each(|number| set.insert(number));
        set
    }
}

impl fmt::Display for Ranges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (first, last)) in self.0.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            if first == last { write!(f, "{comma}{first}")? } else { write!(f, "{comma}{first}-{last}")? }
        }
        Ok(())
    }
}

impl FromStr for Ranges {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let wrong = || InvalidId { text: text.to_owned(), what: "a list of ascending ranges such as 0-4,7" };
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for part in text.split(',').filter(|part| !part.is_empty()) {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let first: u32 = first.parse().map_err(|_| wrong())?;
            let last: u32 = last.parse().map_err(|_| wrong())?;
            let follows = ranges.last().is_none_or(|(_, before)| before.checked_add(1).is_some_and(|b| b < first));
            if first > last || !follows {
                return Err(wrong());
            }
            ranges.push((first, last));
        }
        Ok(Self(ranges))
    }
}

impl TryFrom<String> for Ranges {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<Ranges> for String {
    fn from(ranges: Ranges) -> String {
        ranges.to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_behaves_as_a_set_does(steps in prop::collection::vec((any::<bool>(), 0u32..24), 0..60)) {
            let (mut ranges, mut model) = (Ranges::new(), BTreeSet::new());
            for (insert, number) in steps {
                if insert { ranges.insert(number); model.insert(number); }
                else { ranges.remove(number); model.remove(&number); }
                prop_assert_eq!(ranges.iter().collect::<Vec<_>>(), model.iter().copied().collect::<Vec<_>>());
                prop_assert_eq!(ranges.len() as usize, model.len());
                prop_assert_eq!(ranges.first(), model.first().copied());
                prop_assert_eq!(ranges.next_absent(3), (3..).find(|n| !model.contains(n)).unwrap_or(0));
                prop_assert_eq!(ranges.to_string().parse::<Ranges>(), Ok(ranges.clone()));
            }
        }
    }

    #[test]
    fn text_out_of_order_is_refused() {
        for bad in ["4-2", "3,3", "5,1", "0-1,2", "a", "1-"] {
            assert!(bad.parse::<Ranges>().is_err(), "{bad}");
        }
    }

    #[test]
    fn ten_thousand_alternating_positions_stay_under_30_kb() {
        let worst: Ranges = (0..10_000).filter(|n| n % 2 == 0).collect();
        assert!(worst.to_string().len() < 30_000);
        assert_eq!((0..10_000).collect::<Ranges>().to_string(), "0-9999");
    }
}
