"""Views of one proof: each renderer takes the frozen proof and returns text."""
