"""Measured runs under other conditions than the catalogue's, for fitting and comparison."""
