//! The invoke function.

fn main() {}
