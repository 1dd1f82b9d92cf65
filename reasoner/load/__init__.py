"""Read what files state: figures, definitions and rules; keep what was read in the cache."""
