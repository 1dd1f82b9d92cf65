"""Flows of a problem: the legs of a survey with their times, bits, contributions and refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..decide.judge import judge_constraint
from ..namespaces import local_name
from ..network import Floats, Ints
from ..plan_problem import Bools, Combine, Deadline, ProblemFlow, Seconds
from ..verdict import Verdict
from .columns import RoutedColumns
from .frame import CONDITIONS, GAPS, POWER, UNKNOWNS, Frame, summed
from .survey import ON_THE_WAY, Choices, Leg, Verdicts


class Flows:
    """Turns the legs of a survey into flows, for the verdict that is sought."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    def flow(self, leg: Leg, kept: dict[str, Ints]) -> ProblemFlow:
        """Return a leg as a flow of the problem; `kept` are the choices that became options."""
        exists = self.frame.survey.ways.routes.exists
        is_input = leg.source is not None
        names = ("inputTimeP50", "inputTime") if is_input else ("flowTimeP50", "flowTime")
        typical = self._times(leg, leg.columns, names[0], "middle", exists)
        held = self._times(leg, leg.columns, names[1], self.frame.corner, exists)
        if leg.degraded is not None:
            worse = self._times(leg, leg.degraded, names[1], self.frame.corner, exists)
            held = np.maximum(held, worse)
        if self.frame.stands_in(leg):
            typical = without_time(typical)
        counted = () if self.frame.is_cold(leg) else self.frame.stated
        contributions = {
            each.name: self.frame.terms[each.name].of_leg[leg.name]
            for each in counted
            if leg.name in self.frame.terms[each.name].of_leg and each.combine in (
                Combine.SUM, Combine.PRODUCT)
        }
        for each in counted:
            lacking = self.frame.terms[each.name].leg_gaps.get(leg.name)
            if not self.frame.spares.is_counted(each, leg.sender, leg.receiver):
                continue
            if lacking and self.frame.has_gaps(each) and any(e.any() for e in lacking.values()):
                contributions[GAPS + each.name] = summed(lacking.values())
        refused, doubts = self._refused(leg, kept)
        for name, verdict in ((CONDITIONS, Verdict.CONDITIONAL), (UNKNOWNS, Verdict.UNKNOWN)):
            if doubts[verdict].any():
                contributions[name] = doubts[verdict]
        sent = {} if self.frame.is_cold(leg) else self._sent(leg)
        sender, receiver = self.frame.ends(leg)
        return ProblemFlow(
            local_name(leg.name), sender, receiver,
            Seconds(typical, held), leg.precedes,
            self._bits(leg), contributions, sent, {}, refused,
            tuple(self._deadlines(leg, exists)),
        )

    def _sent(self, leg: Leg) -> dict[str, Floats]:
        """Return the power that sending takes of the sender's battery."""
        for each in self.frame.stated:
            if each.combine is Combine.LOAD and leg.name in self.frame.terms[each.name].of_leg:
                return {POWER: self.frame.terms[each.name].of_leg[leg.name]}
        return {}

    def _times(
        self, leg: Leg, columns: RoutedColumns, name: str, what: str, exists: Bools
    ) -> Floats:
        values = whole(leg, columns.spread(name, what))
        if what == "middle":
            low = whole(leg, columns.spread(name, "low"))
            # The middle of what is not known says nothing: it counts as what it is at least.
            known = whole(leg, columns.spread(name, "bound").astype(float)) > 0
            values = np.where(known & np.isfinite(values), values, low)
        elif self.frame.least is Verdict.CONDITIONAL:
            lacking = whole(leg, columns.spread(name, "lacks-world").astype(float)) > 0
            values = np.where(lacking, np.inf, values)
        found: Floats = np.where(exists, values, np.inf)
        return found

    def _bits(self, leg: Leg) -> float:
        name = "flowRateNeeded" if leg.source is None else "uplinkNeeded"
        bits = float(leg.columns.spread(name, self.frame.corner)[0, 0])
        return bits if np.isfinite(bits) else 0.0

    def _refused(
        self, leg: Leg, kept: dict[str, Ints]
    ) -> tuple[dict[str, Bools], dict[Verdict, Floats]]:
        """Return the pairs of nodes that requirements rule out, and how many are in doubt."""
        count = len(self.frame.survey.nodes)
        doubts = {each: np.zeros((count, count)) for each in (
            Verdict.CONDITIONAL, Verdict.UNKNOWN)}
        refused: dict[str, Bools] = {}
        choices = self.frame.survey.choices[leg.receiver]
        tables = [(local_name(leg.name), name, each) for name, each in leg.verdicts.items()]
        tables += [
            (local_name(leg.receiver), name, self._over_options(leg, each, choices, kept, name))
            for name, each in leg.pairs.items()
        ]
        tables += [
            (local_name(leg.receiver), name, _of_source(leg, each, count))
            for name, each in leg.by_node.items()
        ]
        for thing, name, verdicts in tables:
            if name == "reachability":  # no way is no way: nobody can give that up
                continue
            bad = verdicts < int(self.frame.least)
            if bad.any():
                label = f"{name} of {thing}"
                refused[label] = refused[label] | bad if label in refused else bad
            for verdict, total in doubts.items():
                total += verdicts == int(verdict)
        return refused, doubts

    def _over_options(
        self, leg: Leg, verdicts: Verdicts, choices: Choices, kept: dict[str, Ints], name: str
    ) -> Verdicts:
        """Return the worst verdict over the options at each node that are not ruled out there.

        The options of a node differ here only by what they draw from a battery and how long they
        take to a first token: for these the worst counts, which may refuse more than it need.
        """
        ours = kept[leg.receiver]
        count = len(self.frame.survey.nodes)
        found = np.full((verdicts.shape[0], count), int(Verdict.NOT_ASSESSED), dtype=np.uint8)
        own = choices.verdicts.get(name)
        if own is not None:
            ours = ours[own[ours] >= int(self.frame.least)]
        node = choices.node[ours]
        starts = np.nonzero(np.diff(node, prepend=-1))[0]
        if len(starts):
            found[:, node[starts]] = np.minimum.reduceat(verdicts[:, ours], starts, axis=1)
        return _of_source(leg, found, count)

    def _deadlines(self, leg: Leg, exists: Bools) -> list[Deadline]:
        """Return the deadlines on network and computing together that the receiver has."""
        figures = self.frame.survey.knowledge.figures
        found = []
        for each in self.frame.survey.knowledge.definitions.candidate_constraints():
            if each.demand != ON_THE_WAY or leg.inputs is None:
                continue
            supply = self.frame.survey.knowledge.definitions.quantities[each.supply]
            figure = figures.by_property.get(supply.iri, {}).get(leg.receiver)
            if figure is not None:
                seconds = whole(leg, leg.inputs.spread("networkTime", self.frame.corner))
                if leg.degraded_inputs is not None:
                    worse = leg.degraded_inputs.spread("networkTime", self.frame.corner)
                    seconds = np.maximum(seconds, whole(leg, worse))
                # What stays on its node mostly takes no way: computing has a constraint of its own.
                shape = (len(leg.inputs.questions), len(exists))
                told = np.broadcast_to(judge_constraint(leg.inputs, each), shape)
                is_asked = _of_source(leg, told, len(exists)) != int(Verdict.NOT_ASSESSED)
                seconds = np.where(exists, seconds, np.inf)
                found.append(Deadline(
                    f"{each.name} of {local_name(leg.receiver)}", self.frame.bound(figure), "p95",
                    np.where(is_asked | ~exists, seconds, -np.inf),
                ))
        return found

    def seconds_at_p95(self, leg: Leg) -> Floats:
        """Return the 95th percentile of the time of a leg, [n, n]."""
        name = "flowTimeP95" if leg.source is None else "inputTimeP95"
        exists = self.frame.survey.ways.routes.exists
        found = self._times(leg, leg.columns, name, "middle", exists)
        return without_time(found) if self.frame.stands_in(leg) else found


def without_time(seconds: NDArray[np.floating[Any]]) -> Floats:
    """Return times of a stand-in as they count for the typical latency: none, or no way at all."""
    found: Floats = np.where(np.isfinite(seconds), 0.0, np.inf)
    return found


def _of_source(leg: Leg, verdicts: Verdicts, count: int) -> Verdicts:
    """Return verdicts for all pairs of nodes; of an input only its own node sends."""
    if leg.source is None:
        return verdicts
    found = np.full((count, count), int(Verdict.NOT_ASSESSED), dtype=np.uint8)
    found[leg.source] = verdicts[0]
    return found


def whole(leg: Leg, values: Floats) -> Floats:
    """Return the figures of a leg for all pairs of nodes; of an input only its own node sends."""
    if leg.source is None:
        return values
    whole = np.zeros((values.shape[1], values.shape[1]))
    whole[leg.source] = values[0]
    return whole
