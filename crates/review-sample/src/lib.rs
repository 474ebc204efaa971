//! The generated sample warehouses, on the embedded engine, behind the same port as a real one.
