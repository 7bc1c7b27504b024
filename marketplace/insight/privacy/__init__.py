"""Personal data: where it lies, whose it is, its copy, its erasure, its term, and what a breach would touch."""
