//! What is said of AWS outside of the code agrees with the code.
#![cfg(feature = "aws")]

mod access_page;
