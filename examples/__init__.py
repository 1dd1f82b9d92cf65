"""Bundled example sites and tasks."""
