"""Check: verify proofs with code that shares nothing with the engine but the RDF library.

Only the standard library, rdflib and this package itself are imported; a test holds that.
"""
