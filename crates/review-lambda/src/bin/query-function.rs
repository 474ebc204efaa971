//! The query function.

fn main() {}
