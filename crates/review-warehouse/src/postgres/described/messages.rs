//! The server's messages, told apart as their bytes come by.
//!
//! A message is a letter, its length with itself but without the letter, and its content (PostgreSQL, "Message
//! Formats"). Only the description of columns (`T`) is held until it is whole; everything else passes at once.

use super::Descriptions;
use crate::types;

/// Letter and length.
const HEAD: usize = 5;
const ROW_DESCRIPTION: u8 = b'T';
/// The number of PostgreSQL's type `text`.
const TEXT: u32 = 25;
/// What a description may be long: 1,664 columns, the most there are, with names of 64 bytes and 18 bytes each, many
/// times over. Anything longer is none.
const DESCRIPTION_MAX: usize = 1 << 20;

/// How far the bytes have been understood.
#[derive(Debug)]
enum State {
    /// A message begins, or its head is not whole yet.
    Head,
    /// So many bytes of a message are left to pass.
    Passing(usize),
    /// A description that is whole when it is so long.
    Holding(usize),
}

/// Reads along.
#[derive(Debug)]
pub(super) struct Messages {
    state: State,
    /// The beginning of what is not whole yet.
    held: Vec<u8>,
}

impl Messages {
    pub(super) const fn new() -> Self {
        Self { state: State::Head, held: Vec::new() }
    }

    /// Takes bytes from the server, gives on what is whole.
    pub(super) fn read(&mut self, mut bytes: &[u8], out: &mut Vec<u8>, seen: &Descriptions) {
        while !bytes.is_empty() {
            match self.state {
                State::Head => {
                    self.hold(&mut bytes, HEAD);
                    if self.held.len() == HEAD {
                        self.begin(out);
                    }
                }
                State::Passing(left) => {
                    let (passing, rest) = bytes.split_at(left.min(bytes.len()));
                    out.extend_from_slice(passing);
                    bytes = rest;
                    self.state = passed(left - passing.len());
                }
                State::Holding(whole) => {
                    self.hold(&mut bytes, whole);
                    if self.held.len() == whole {
                        seen.came(as_text(&mut self.held[HEAD..]));
                        self.let_go(out);
                        self.state = State::Head;
                    }
                }
            }
        }
    }

    /// Nothing comes any more: gives on what was held.
    pub(super) fn let_go(&mut self, out: &mut Vec<u8>) {
        out.append(&mut self.held);
    }

    fn hold(&mut self, bytes: &mut &[u8], whole: usize) {
        let (taken, rest) = bytes.split_at((whole - self.held.len()).min(bytes.len()));
        self.held.extend_from_slice(taken);
        *bytes = rest;
    }

    /// The head is whole: decides what to do with the rest.
    fn begin(&mut self, out: &mut Vec<u8>) {
        let length = self.held[1..].iter().fold(0_usize, |length, byte| length << 8 | usize::from(*byte));
        let content = length.saturating_sub(HEAD - 1);
        if self.held[0] == ROW_DESCRIPTION && (1..DESCRIPTION_MAX).contains(&content) {
            self.state = State::Holding(HEAD + content);
            return;
        }
        self.let_go(out);
        self.state = passed(content);
    }
}

const fn passed(left: usize) -> State {
    match left {
        0 => State::Head,
        left => State::Passing(left),
    }
}

/// The numbers of the types in a description, in which those that only Redshift knows become text. A description that
/// cannot be read stays as it is; the driver will say so.
fn as_text(content: &mut [u8]) -> Vec<u32> {
    let mut oids = Vec::new();
    let Some((count, mut at)) = content.first_chunk().map(|count| (u16::from_be_bytes(*count), 2)) else { return oids };
    for _ in 0..count {
        let Some(name) = content[at..].iter().position(|byte| *byte == 0) else { break };
        // Behind the name: table (4), column (2), type (4), size (2), modifier (4), format (2).
        let place = at + name + 1 + 6;
        let Some(oid) = content.get(place..).and_then(<[u8]>::first_chunk).map(|oid| u32::from_be_bytes(*oid)) else {
            break;
        };
        if types::is_only_redshifts(oid) {
            content[place..place + 4].copy_from_slice(&TEXT.to_be_bytes());
        }
        oids.push(oid);
        at = (place + 4 + 8).min(content.len());
    }
    oids
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(letter: u8, content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len() + 4).expect("a short message");
        [&[letter][..], &length.to_be_bytes(), content].concat()
    }

    fn description(columns: &[(&str, u32)]) -> Vec<u8> {
        let count = u16::try_from(columns.len()).expect("few columns");
        let mut content = count.to_be_bytes().to_vec();
        for (name, oid) in columns {
            content.extend_from_slice(name.as_bytes());
            content.extend_from_slice(&[0, 0, 0, 0, 1, 0, 1]);
            content.extend_from_slice(&oid.to_be_bytes());
            content.extend_from_slice(&[0xff, 0xff, 0, 0, 0, 9, 0, 0]);
        }
        message(ROW_DESCRIPTION, &content)
    }

    /// What comes out when the bytes arrive in pieces of that size.
    fn through(bytes: &[u8], piece: usize) -> (Vec<u8>, Vec<u32>) {
        let (mut messages, seen, mut out) = (Messages::new(), Descriptions::default(), Vec::new());
        for piece in bytes.chunks(piece) {
            messages.read(piece, &mut out, &seen);
        }
        messages.let_go(&mut out);
        (out, seen.take())
    }

    #[test]
    fn redshifts_own_types_become_text_however_the_bytes_arrive() {
        let columns = [("id", 23), ("s", 4000), ("T", 25), ("g", 3000), ("h", 2935), ("mood", 16_400)];
        let told = [("id", 23), ("s", 25), ("T", 25), ("g", 25), ("h", 25), ("mood", 16_400)];
        let around = |description: Vec<u8>| {
            let rows = [message(b'D', b"T\0\0\0\x09 no description"), message(b'C', b"SELECT 1\0")].concat();
            [message(b'1', b""), message(b't', &[0, 0]), description, rows, message(b'Z', b"I")].concat()
        };
        let sent = around(description(&columns));
        for piece in [1, 2, 3, 5, 7, 64, 1000] {
            let (came, oids) = through(&sent, piece);
            assert_eq!(came, around(description(&told)), "in pieces of {piece}");
            assert_eq!(oids, columns.map(|(_, oid)| oid));
        }
    }

    #[test]
    fn what_is_no_description_passes_as_it_is() {
        let broken = [message(ROW_DESCRIPTION, &[0, 2, b'a', 0, 1]), vec![b'T', 0xff, 0xff, 0xff, 0xff, 1, 2]].concat();
        for bytes in [broken, b"HTTP/1.1 400".to_vec(), message(ROW_DESCRIPTION, &[]), vec![b'T', 0, 0]] {
            assert_eq!(through(&bytes, 3).0, bytes);
        }
    }

    #[test]
    fn the_first_description_is_the_one_that_counts() {
        let sent = [description(&[("a", 4000)]), description(&[("b", 23)])].concat();
        assert_eq!(through(&sent, 10).1, [4000]);
    }
}
