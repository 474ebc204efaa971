//! Redshift SQL on an embedded engine: read-only, bounded in time and memory, cancellable.
