"""Bundled competency questions, one SPARQL query a file."""
