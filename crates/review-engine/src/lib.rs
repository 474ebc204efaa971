//! Performs what the core says is due: the local driver, its recovery, and the events of its progress.
