//! Bounds on what is read, each with a name: no file can take the program's memory, stack or time.

/// The largest file of a pack that is read, in bytes. The largest pack we know of (10,000 queries) has a
/// `config.json` of 2 MB.
pub(crate) const FILE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// How deep lists and maps may be nested; the deepest thing a pack needs is 8 levels.
pub(crate) const DEPTH_MAX: usize = 64;

/// How many queries a pack may have.
pub(crate) const QUERIES_MAX: usize = 10_000;

/// How many warehouses a fleet may have; five times the largest fleet that one deployment is meant for.
pub(crate) const WAREHOUSES_MAX: usize = 1_000;

/// How long a condition may be, in characters.
pub(crate) const EXPRESSION_CHARS_MAX: usize = 20_000;

/// How many tokens of a script are parsed; past this only its tokens are checked.
pub(crate) const SCRIPT_TOKENS_MAX: usize = 50_000;

/// How many problems are listed. Past this it is one mistake a thousand times, or not a pack at all.
pub(crate) const PROBLEMS_MAX: usize = 5_000;

/// How many characters of a message are kept: it may quote what somebody wrote, of any length.
pub(crate) const MESSAGE_CHARS_MAX: usize = 300;

/// Among how many known words the nearest is looked for.
pub(crate) const NEAREST_AMONG_MAX: usize = 500;

/// The stack of the thread that checks. Conditions such as 5,000 `or`s parse to a tree that is 5,000 deep, and
/// dropping it recurses as deep; the 2 MiB of an ordinary thread overflow at some hundred in a debug build.
pub(crate) const STACK_BYTES: usize = 64 * 1024 * 1024;
