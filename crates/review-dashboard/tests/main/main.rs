//! The server as a browser meets it: real sockets, run folders on this machine and in S3.

mod access;
mod base;
mod escapes;
mod events;
mod pages;
mod server;
