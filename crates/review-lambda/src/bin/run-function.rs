//! The run function.

fn main() {}
