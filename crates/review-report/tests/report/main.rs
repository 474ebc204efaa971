//! What the whole crate promises, on pages as they come out of it.

mod accessible;
mod budget;
mod documented;
mod hostile;
mod page;
mod poison;
mod qualities;
mod room;
mod runs;
mod script;
mod templates;
