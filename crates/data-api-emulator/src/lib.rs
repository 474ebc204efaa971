//! A development server that speaks the wire protocol of the Amazon Redshift Data API.

mod caller;
mod calls;
mod clock;
mod control;
mod emulator;
mod error;
mod faults;
mod http;
mod members;
mod operations;
mod options;
mod parameters;
mod rates;
mod results;
mod server;
mod statement;

pub use caller::Identities;
pub use calls::Call;
pub use clock::{Clock, ShiftedClock, SystemClock};
pub use emulator::Emulator;
pub use faults::{Fault, FaultError, Injection};
pub use options::{Limits, Options, Rates};
