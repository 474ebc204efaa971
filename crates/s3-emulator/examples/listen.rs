//! The emulator by itself, for a check that is no Rust program: with the buckets that its arguments name, until its
//! standard input ends. Prints the environment of a program that is to speak to it, `NAME=VALUE` a line.

use std::io::Read as _;

fn main() -> std::io::Result<()> {
    let buckets: Vec<String> = std::env::args().skip(1).collect();
    let emulator = s3_emulator::Emulator::start(&buckets.iter().map(String::as_str).collect::<Vec<_>>());
    for (name, value) in emulator.environment() {
        println!("{name}={value}");
    }
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
