"""Which links data takes in a plan: those that surely carry what is sent come before all others."""

from __future__ import annotations

import math
from dataclasses import replace

from .candidates import Candidate
from .cases import Case
from .facts import Facts
from .ground import Ground
from .terms import TYPE, tw

_OF_FLOW, _OF_INPUT = "flowRateNeeded", "uplinkNeeded"


class Carrying:
    """What the numbers of each candidate are read from, by what is sent to it."""

    def __init__(self, facts: Facts, ground: Ground) -> None:
        self.facts, self.base = facts, ground
        self._bits: dict[tuple[str, str | None], float] = {}
        self._grounds: dict[frozenset[int], Ground] = {}

    def forget(self) -> None:
        """Let go of what was worked out."""
        for each in self._grounds.values():
            each.forget()

    def ground(self, candidate: Candidate) -> Ground:
        """Return what numbers of a candidate are read from."""
        bits = self._sent(candidate.task, candidate.flow)
        if bits <= 0 or candidate.source is None:
            return self.base
        narrow = self.base.network.narrow(bits)
        if not narrow:
            return self.base
        if narrow not in self._grounds:
            network = self.base.network.carrying(bits)
            self._grounds[narrow] = replace(
                self.base, network=network, usual=self.base.network, kept={}, verdicts={},
                conditions={},
            )
        return self._grounds[narrow]

    def _sent(self, task: str, flow: str | None) -> float:
        """Return the bit/s that a flow, or what brings the data of a task, has to carry."""
        key = (task, flow)
        if key not in self._bits:
            self._bits[key] = self._of_flow(flow or task) if flow or self._is_flow(task) else (
                self._needed(_OF_INPUT, task=task))
        return self._bits[key]

    def _is_flow(self, thing: str) -> bool:
        return self.facts.object(thing, tw("toTask")) is not None

    def _of_flow(self, flow: str) -> float:
        """Return what a flow sends, or what its receiver needs of it, whichever is more."""
        sent = self._needed(_OF_FLOW, task=flow)
        if self.facts.text(flow, tw("precedes")) in ("false", "0"):
            return sent
        receiver = self.facts.object(flow, tw("toTask")) or ""
        return max(sent, self._needed(_OF_INPUT, task=receiver, flow=flow))

    def _needed(self, quantity: str, **of: str) -> float:
        """Return what is needed at most, in bit/s; 0 where that is not known."""
        if (of["task"], TYPE, tw("Task")) not in self.facts and not self._is_flow(of["task"]):
            return 0.0
        found = Case(self.base, Candidate.of(of)).number(quantity).high
        return found if math.isfinite(found) else 0.0
