//! The samples, through the same port as any warehouse.

mod adapter;
mod agreement;
mod conformance;
mod document;
mod faults;
mod planted;
mod shipped_pack;
mod steps;
mod views;
