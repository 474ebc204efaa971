//! The built program as a user runs it: arguments in; stdout, stderr, exit code and files out.

mod broken;
mod crash;
mod first_run;
mod packs;
mod planted;
mod postgres;
mod postgres_pack;
mod program;
mod rerun;
