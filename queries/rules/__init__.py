"""Inference rules, one SPARQL CONSTRUCT a file, with the sentence of its proof step."""
