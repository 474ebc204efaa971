//! The scripted warehouse: it conforms like a real one, and it does as it is told.

mod behaviours;
mod conforms;
