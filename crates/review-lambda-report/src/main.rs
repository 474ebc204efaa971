//! Judges and renders a run folder.

fn main() {}
