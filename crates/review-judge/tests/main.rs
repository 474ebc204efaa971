//! Everything that judging promises, through the crate's public functions. One binary: it links the engine.

mod aggregates;
mod columns;
mod conversion;
mod databases;
mod evidence;
mod functions;
mod incomplete;
mod measuring;
mod overriding;
mod performance;
mod population;
mod proving;
mod shipped;
mod support;
mod verdicts;
