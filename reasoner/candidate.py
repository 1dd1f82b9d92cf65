"""Candidates: a question (task and variant) at a target (node, unit, runtime and layout)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """A task with one of its variants, and the node at which its data arises.

    `flow` is what brings the data there, where another task sends it.
    """

    task: str
    variant: str | None
    model: str | None
    numeric_type: str | None
    source: str | None
    flow: str | None = None


@dataclass(frozen=True)
class Target:
    """A node's unit with a runtime and a layout; unit and all below are None for a bare node.

    The host is the unit of the node to which the runtime hands the operators that it lacks.
    """

    node: str
    hardware: str
    level: str | None
    unit: str | None = None
    bus: str | None = None
    family: str | None = None
    broader_family: str | None = None
    support: str | None = None
    runtime: str | None = None
    release: str | None = None
    work_pool: str | None = None
    weight_pool: str | None = None
    storage_pool: str | None = None
    is_video_memory: bool = False
    undertakings: frozenset[str] = frozenset()
    host: str | None = None
    host_family: str | None = None
    host_broader_family: str | None = None
    host_support: str | None = None
    host_runtime: str | None = None

    @property
    def is_resident(self) -> bool:
        """Say whether weights are copied into working memory."""
        return self.weight_pool is None or self.weight_pool == self.work_pool


@dataclass(frozen=True)
class Path:
    """The links from where data arises to a node; each with True if it is used forwards.

    `wide_area` counts those that leave the premises; it is NaN where a link does not say.
    """

    links: tuple[tuple[str, bool], ...]
    wide_area: float
    exists: bool = True
    is_stated: bool = True
