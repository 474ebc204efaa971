//! The Data API adapter against the emulator in front of a real PostgreSQL server: it conforms like every other
//! adapter, and it bears what goes wrong between it and AWS.

mod calls;
mod conforms;
mod faults;
mod harness;
mod owners;
mod volume;
