"""Rank: choose the best candidate of each node and conclude the level."""
