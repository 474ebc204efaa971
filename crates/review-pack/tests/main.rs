//! The check from outside: each mistake, in a pack that is right but for it, is named with its exact place.

mod calls;
mod charts;
mod config;
mod dialect;
mod document;
mod hostile;
mod measures;
mod output;
mod parameters;
mod published;
mod scripts;
mod signals;
mod support;
mod whole;
