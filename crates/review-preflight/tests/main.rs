//! From facts to answers, without a warehouse; and the statements that find the facts out.

mod assessing;
mod probing;
mod support;
