"""What comes out of a split: the best cut, the others beside it, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .interval import Interval
from .split_problem import SplitProblem
from .verdict import Verdict

Kind = Literal["device only", "remote only", "split"]


@dataclass(frozen=True)
class Refusal:
    """Why a cut is not allowed: a constraint, on which side, and both numbers in bytes.

    `layers` or `tensors` are those that it is about, where it is about some.
    """

    constraint: str
    side: Literal["device", "remote", "link"]
    layers: tuple[int, ...] = ()
    tensors: tuple[int, ...] = ()
    needed: float | None = None
    available: float | None = None


@dataclass(frozen=True)
class Cut:
    """A cut with its figures; times in s, energy in J, `work` and `storage` needed in bytes.

    `device` are the layers that stay on the device, `crossing` the tensors that are sent from it,
    `returned` those that come back; sizes in bytes are None where one is not known.
    """

    device: frozenset[int]
    kind: Kind
    crossing: tuple[int, ...]
    returned: tuple[int, ...]
    sent_bytes: int | None
    returned_bytes: int | None
    device_time: Interval
    link_time: Interval
    remote_time: Interval
    latency: Interval
    energy: Interval
    device_work: float
    device_storage: float
    remote_work: float
    remote_storage: float
    refusals: tuple[Refusal, ...]

    @property
    def fits(self) -> bool:
        """Say whether nothing refuses it."""
        return not self.refusals


@dataclass(frozen=True)
class SplitResult:
    """The answer: `best` is None where no cut is allowed, or where it rests on `missing` figures.

    With `missing` figures and a best cut that needs none of them, it is best whatever they are.

    `in_two` is the best cut with layers on both sides. `unfit` is what would be best if memory did
    not matter, where that does not fit. `is_exact`: all cuts were compared; else the best costs no
    less than `bound` (in the objective's unit). `quick_device` and `slow_device` are best at the
    ends of the intervals: everything on the device as quick and all else as slow as it may be, and
    the other way round; None where the same cut is best there.
    """

    problem: SplitProblem
    verdict: Verdict
    best: Cut | None
    device_only: Cut
    remote_only: Cut
    in_two: Cut | None
    unfit: Cut | None
    is_exact: bool
    bound: float | None
    quick_device: Cut | None
    slow_device: Cut | None
    missing: tuple[str, ...]
