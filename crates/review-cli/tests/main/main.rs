//! The built program as a user runs it: arguments in; stdout, stderr, exit code and files out.

mod aws;
mod broken;
mod calls;
mod closed_pipe;
mod crash;
mod databases;
mod diff;
mod export;
mod first_run;
mod fleet;
mod notify;
mod only;
mod own_rows;
mod packs;
mod planted;
mod postgres;
mod postgres_pack;
mod preflight;
mod program;
mod query_texts;
mod rerun;
mod s3;
mod serve;
mod settings;
mod shipped;
mod warehouse_time;
