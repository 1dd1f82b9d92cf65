"""Decide: quantities and constraints over (question × target) columns, to verdicts."""
