//! What a review would meet on a warehouse, before it runs: who asks and with which rights, which queries would be
//! denied and the statement that mends each, what the run costs, and whether now is a good hour.
//!
//! Three steps, of which only the first waits for anything: [`probe::ask`] sends a few reading statements through
//! the port and returns [`Facts`], each known or unknown with the reason; [`assess`] turns them and the plan into a
//! [`Preflight`]; [`text::screen`] shows that on one screen (as JSON it serializes as it is).
//!
//! **This crate never** links an SQL engine, reads a clock or a file, or sends a statement that a review could not
//! send: probes go through the same port, read-only, each with a limit of time and rows.

mod access;
mod answer;
mod assess;
mod cost;
mod demand;
mod facts;
mod hour;
mod mend;
pub mod probe;
pub mod text;

pub use answer::{Cost, Database, HourAdvice, Mend, Outlook, Preflight, QueryOutlook, Reviewer, Wake};
pub use assess::{Question, assess};
pub use cost::Earlier;
pub use demand::{Demand, demands};
pub use facts::{DatabaseAccess, Fact, Facts, FoundRelation, HourLoad, Load, Rights};
pub use mend::setting_up;
