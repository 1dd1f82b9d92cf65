"""Turtle: the vocabulary modules of tierwise, with shapes/, catalog/ and alignments/ below."""
