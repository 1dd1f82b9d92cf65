"""SPARQL: rules/ (CONSTRUCT) and questions/ (SELECT and ASK)."""
