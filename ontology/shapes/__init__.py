"""SHACL shapes: one for every class that a user writes, and the lint of the ontology itself."""
