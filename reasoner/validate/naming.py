"""How findings call things."""

from __future__ import annotations

from ..facts import Facts, is_literal, lexical
from ..namespaces import RDF_TYPE, curie, local_name


def name(term: str, facts: Facts) -> str:
    """Return a thing as people wrote it: its CURIE, its local name, a blank node's class."""
    if is_literal(term):
        return f'"{lexical(term)}"'
    if term.startswith("_:"):
        types = facts.objects(term, RDF_TYPE)
        return f"[ a {curie(types[0])} ]" if types else "[ … ]"
    short = curie(term)
    return local_name(term) if short.startswith("<") else short
