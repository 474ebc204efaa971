//! Findings and results to one self-contained HTML report, from a template a pack can replace.
