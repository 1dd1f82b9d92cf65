"""Pipelines: several tasks in a chain, each on its node, and what that makes of the whole."""

from .place import BOUND, place_pipeline
from .result import (
    Alternative,
    EndToEnd,
    FlowResult,
    Interval,
    PipelineResult,
    Placement,
    Shortfall,
)

__all__ = [
    "BOUND",
    "Alternative",
    "EndToEnd",
    "FlowResult",
    "Interval",
    "PipelineResult",
    "Placement",
    "Shortfall",
    "place_pipeline",
]
