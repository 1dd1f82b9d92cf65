"""Pipelines: several tasks in a chain, each on its node, and what that makes of the whole."""

from .place import BOUND, place_pipeline

__all__ = ["BOUND", "place_pipeline"]
