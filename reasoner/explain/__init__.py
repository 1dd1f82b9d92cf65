"""Explain: proofs of facts, numbers and verdicts, derived on demand down to sourced leaves."""
