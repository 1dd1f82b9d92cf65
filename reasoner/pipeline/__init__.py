"""Pipelines: several tasks in a chain, each on its node, and what that makes of the whole."""

from .place import BOUND, best_placement, place_pipeline

__all__ = ["BOUND", "best_placement", "place_pipeline"]
