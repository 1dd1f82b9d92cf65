"""Worked examples: one site with its tasks a file, each from a published source."""
