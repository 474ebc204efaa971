//! What the program writes to stdout and stderr, in one place: `println!`, `print!`, `eprintln!` and `eprint!` of this
//! program are the ones below.
//!
//! Those of the standard library panic when the pipe they write to was closed (`runs | head -1`, `check | grep -q`).
//! Here a reader who has gone is no trouble: what is left to say is not said, and the command goes on to its end with
//! its own exit code, so that a review is never lost because of who listens, and a gate decides the same whether or not
//! somebody reads all of it. Any other trouble with stdout, such as a full disk, is told once the command is done:
//! an answer that was cut short must not look whole.

use std::fmt::Arguments;
use std::io::{self, ErrorKind, Write};
use std::sync::OnceLock;

/// What first went wrong with stdout; nothing is written to it from then on.
static STDOUT_ENDED: OnceLock<io::Error> = OnceLock::new();

macro_rules! print {
    ($($arguments:tt)*) => { $crate::output::answer(format_args!($($arguments)*)) };
}

macro_rules! println {
    ($($arguments:tt)*) => { $crate::output::answer(format_args!("{}\n", format_args!($($arguments)*))) };
}

macro_rules! eprint {
    ($($arguments:tt)*) => { $crate::output::note(format_args!($($arguments)*)) };
}

macro_rules! eprintln {
    ($($arguments:tt)*) => { $crate::output::note(format_args!("{}\n", format_args!($($arguments)*))) };
}

/// Writes a part of the answer to stdout, at once.
pub(crate) fn answer(text: Arguments<'_>) {
    if STDOUT_ENDED.get().is_some() {
        return;
    }
    let mut stdout = io::stdout().lock();
    if let Err(error) = stdout.write_fmt(text).and_then(|()| stdout.flush()) {
        // Whoever came first has said why.
        let _ = STDOUT_ENDED.set(error);
    }
}

/// Writes to stderr. That it cannot be written could be told nowhere.
pub(crate) fn note(text: Arguments<'_>) {
    let _ = io::stderr().lock().write_fmt(text);
}

/// Whether nobody can read what is written to stdout any more.
pub(crate) fn has_no_reader() -> bool {
    STDOUT_ENDED.get().is_some()
}

/// Why the answer could not be written to its end; none when it was, and none when its reader had enough.
pub(crate) fn trouble() -> Option<&'static io::Error> {
    STDOUT_ENDED.get().filter(|error| error.kind() != ErrorKind::BrokenPipe)
}
