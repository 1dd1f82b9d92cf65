"""Layers of published architectures, counted by class of work, for published_work.py."""
