//! The core function.

fn main() {}
