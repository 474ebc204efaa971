//! The local driver against a warehouse that does as it is told, in virtual time.

mod calls;
mod deaths;
mod drivers;
mod harness;
mod limits;
mod rounds;
mod steps;
mod telling;
mod warehouse_time;
