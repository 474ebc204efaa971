//! The engine's tests, in one binary: each that links the engine is some 200 MB.

mod answers;
mod bounds;
mod conditions;
mod dates;
mod differences;
mod errors;
mod names;
mod scripts;
mod shut_in;
mod support;
mod tables;
