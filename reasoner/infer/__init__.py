"""Symbolic inference: rules and OWL definitions, run to a fixed point in strata."""
