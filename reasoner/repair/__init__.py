"""Repair: what would have to change for a task to run, each change run again to prove it."""
