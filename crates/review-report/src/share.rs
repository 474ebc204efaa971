//! Shares a budget of bytes fairly: who needs little gets it all, and the rest is split evenly.

/// What one thing that takes bytes asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Need {
    /// What it wants before others get more than theirs.
    pub(crate) least: usize,
    /// What it can use.
    pub(crate) all: usize,
}

impl Need {
    fn at(self, level: usize) -> usize {
        self.all.min(level.max(self.least))
    }
}

/// The most each may take, so that together they stay within `budget`: first the least of each, then the same for all
/// that can use it. The order of `needs` does not matter.
pub(crate) fn shares(budget: usize, needs: &[Need]) -> Vec<usize> {
    let together = |level: usize| needs.iter().fold(0usize, |sum, need| sum.saturating_add(need.at(level)));
    if together(0) > budget {
        let least: Vec<Need> = needs.iter().map(|need| Need { least: 0, all: need.at(0) }).collect();
        return shares(budget, &least);
    }
    let (mut fits, mut too_much) = (0, needs.iter().map(|need| need.all).max().unwrap_or(0) + 1);
    while too_much - fits > 1 {
        let level = fits + (too_much - fits) / 2;
        if together(level) <= budget { fits = level } else { too_much = level }
    }
    needs.iter().map(|need| need.at(fits)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(needs: &[(usize, usize)]) -> Vec<Need> {
        needs.iter().map(|(least, all)| Need { least: *least, all: *all }).collect()
    }

    #[test]
    fn small_needs_are_met_and_large_ones_share_what_is_left() {
        assert_eq!(shares(100, &needs(&[(0, 10), (0, 500), (0, 20), (0, 500)])), [10, 35, 20, 35]);
        assert_eq!(shares(100, &needs(&[(0, 10), (0, 20)])), [10, 20]);
        assert_eq!(shares(1, &needs(&[(0, 5), (0, 5)])), [0, 0]);
        assert_eq!(shares(usize::MAX, &needs(&[(0, 5), (3, 7)])), [5, 7]);
        assert_eq!(shares(5, &[]), Vec::<usize>::new());
    }

    #[test]
    fn the_least_of_each_comes_first_and_is_itself_shared_when_there_is_too_little() {
        assert_eq!(shares(100, &needs(&[(60, 500), (0, 500), (0, 10)])), [60, 30, 10]);
        assert_eq!(shares(100, &needs(&[(80, 500), (80, 500), (0, 10)])), [50, 50, 0]);
    }
}
