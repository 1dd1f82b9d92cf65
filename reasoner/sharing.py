"""What tasks on one node share: memory, storage, the time of units, buses, room for data."""

from __future__ import annotations

from dataclasses import dataclass

from .candidate import Target


@dataclass(frozen=True)
class Sharing:
    """A thing that a node may have several of: what a candidate takes of it, and what there is.

    `part` is the choice that names which of them a candidate is on.  It takes the quantity
    `needed` of it (of `per`, where that is named: a share), where one of the constraints that
    judge it alone applies (`judged_by`); `there` is what there is, without one 1.
    """

    name: str
    part: str
    needed: str
    there: str | None
    judged_by: tuple[str, ...]
    unlimited: str
    unit: str
    per: str | None = None

    def part_of(self, target: Target) -> str | None:
        """Return which of them a candidate is on."""
        found: str | None = getattr(target, self.part)
        return found

    @property
    def shown_as(self) -> str:
        """Return the quantity in whose unit uses are shown."""
        return self.needed if self.per is None else "busyShare"


SHARINGS = (
    Sharing("memory", "work_pool", "workNeeded", "workFree", ("working-memory", "video-memory"),
            "capacity", "B"),
    Sharing("storage", "storage_pool", "storageNeeded", "storageFree", ("storage",), "capacity",
            "B"),
    Sharing("time", "unit", "requiredInferences", None, ("throughput",), "computeShare", "",
            "achievableInferences"),
    Sharing("bus", "bus", "hostBusNeeded", "busRate", ("host-bus",), "busRate", "bit/s"),
    Sharing("data", "node", "keptData", "dataRoom", ("data-room",), "dataRoom", "B"),
    Sharing("work", "node", "workRateNeeded", "workRate", ("work-of-run",), "workRate", "MAC/s"),
    Sharing("memory of runs", "node", "memoryOfRun", "memoryForRuns", ("memory-of-run",),
            "capacity", "B"),
)
