//! Repeatable numbers: the only source of variety in the sample.

/// A small generator (SplitMix64): the same seed and purpose give the same numbers on every machine and every
/// run. It is not for secrets.
#[derive(Clone, Debug)]
pub(crate) struct Seed(u64);

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

impl Seed {
    /// The numbers for one purpose, independent of all others: what one part draws never shifts another.
    pub(crate) fn of(purpose: &str) -> Self {
        // FNV-1a over the purpose, so that each part has a stream of its own.
        let start = purpose.bytes().fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
        });
        Self(start)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.abs_diff(low).saturating_add(1);
        low.saturating_add_unsigned(self.next() % span)
    }

    /// One of `items`, which are not none.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let last = i64::try_from(items.len()).unwrap_or(i64::MAX) - 1;
        let place = self.between(0, last);
        &items[usize::try_from(place).unwrap_or(0)]
    }

    /// True `percent` times in a hundred.
    pub(crate) fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// Twelve base64 characters ended by `=`, the look of a query hash.
    pub(crate) fn hash_of(text: &str) -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut bits = Seed::of(text).next();
        let mut hash = String::with_capacity(12);
        for _ in 0..11 {
            hash.push(char::from(DIGITS[(bits & 63) as usize]));
            bits >>= 6;
        }
        hash.push('=');
        hash
    }
}
