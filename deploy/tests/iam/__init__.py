"""The proof that each role may do what it does, and does what it may."""
