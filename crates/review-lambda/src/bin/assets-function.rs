//! The assets function.

fn main() {}
