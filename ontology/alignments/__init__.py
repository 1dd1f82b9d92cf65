"""Alignments of the tierwise vocabulary to foreign ontologies, one file each."""
