//! Shares a budget of bytes fairly: who needs little gets it all, and the rest is split evenly.

/// The most each may take, so that together they stay within `budget`. The order of `needs` does not matter.
pub(crate) fn shares(budget: usize, needs: &[usize]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..needs.len()).collect();
    order.sort_by_key(|index| (needs[*index], *index));
    let mut shares = vec![0; needs.len()];
    let mut left = budget;
    for (done, index) in order.into_iter().enumerate() {
        let even = left / (needs.len() - done);
        shares[index] = needs[index].min(even);
        left -= shares[index];
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_needs_are_met_and_large_ones_share_what_is_left() {
        assert_eq!(shares(100, &[10, 500, 20, 500]), [10, 35, 20, 35]);
        assert_eq!(shares(100, &[10, 20]), [10, 20]);
        assert_eq!(shares(1, &[5, 5]), [0, 1]);
        assert_eq!(shares(5, &[]), Vec::<usize>::new());
    }
}
