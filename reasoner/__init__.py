"""The engine: load, validate, infer, decide, rank, explain."""
