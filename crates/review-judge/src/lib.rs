//! Stored results and a pack to verdicts and findings; proves the truth cases of signals.
