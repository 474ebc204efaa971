//! The lane's state machine, tested four ways: its whole transition table as text, exhaustive exploration of
//! small plans with crashes at every point, random histories, and the cases of the design one by one.

mod cases;
mod explore;
mod histories;
mod plans;
mod table;
mod world;
