"""Conflict: the minimal sets of requirements that nothing meets, and the minimal relaxations."""
