//! The redshift-review program.
fn main() {}
