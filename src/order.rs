//! Sorting that is compiled once.
//!
//! The standard library compiles its sorts anew for every type and order, which made a twelfth of the core.
//! Here the places are sorted, which are numbers, and then everything goes to its place.

use std::cmp::Ordering;

/// Sorts; what is equal stays in its order.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Sorts by what a function makes of each item; what is equal stays in its order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts by an order; what is equal stays in its order.
pub fn sort_by<T>(items: &mut [T], order: impl Fn(&T, &T) -> Ordering) {
    let mut from = places(items.len(), &|a, b| order(&items[a], &items[b]));
    // Swaps along each cycle bring every item to its place.
    for first in 0..items.len() {
        let mut at = first;
        loop {
            let next = std::mem::replace(&mut from[at], at);
            if next == first {
                break;
            }
            items.swap(at, next);
            at = next;
        }
    }
}

/// Where the item comes from that belongs at each place.
#[inline(never)]
fn places(len: usize, order: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..len).collect();
    places.sort_unstable_by(|&a, &b| order(a, b).then(a.cmp(&b)));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_and_keeps_what_is_equal() {
        // Every sequence of five items with three values.
        for number in 0..3_u32.pow(5) {
            let digits = (0..5).map(|at| (number / 3_u32.pow(at) % 3, at));
            let given: Vec<(u32, u32)> = digits.collect();
            let (mut ours, mut theirs) = (given.clone(), given);
            sort_by_key(&mut ours, |(digit, _)| *digit);
            theirs.sort_by_key(|(digit, _)| *digit);
            assert_eq!(ours, theirs);
        }
        let mut words = ["b", "c", "a", "b"];
        sort(&mut words);
        assert_eq!(words, ["a", "b", "b", "c"]);
        sort(&mut [0; 0]);
    }
}
