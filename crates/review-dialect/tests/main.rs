//! The cases of every rule, and what holds for all of them.

mod cases;
mod rules;
mod support;
