"""Print how estimates of the engine hold against the measured runs of the catalogue.

    python benchmarks/estimates.py

An estimate reads no run: it is what the engine would say if nobody had run the candidate. Its board
is in the fit though, with others of the cell; `tierwise calibrate --cross-validate` leaves it out.
Apart stand runs with other threads than the estimate takes cores, and those of a numeric type that
the runtime does not support on the unit: it falls back to another one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from tierwise.reasoner.build import build, parse
from tierwise.reasoner.bundle import bundled_rules, bundled_sources, measured_sources
from tierwise.reasoner.candidate import Question, Target
from tierwise.reasoner.decide.columns import Columns
from tierwise.reasoner.decide.targets import targets
from tierwise.reasoner.knowledge import Knowledge
from tierwise.reasoner.namespaces import local_name, tw

Place = tuple[str | None, str | None, str | None]  # hardware, family, runtime
NEEDED = ("clock", "unitPeakMacRate", "macs", "operatorCount", "macCost", "coreCount", "spread")


@dataclass(frozen=True)
class Run:
    """A measured time in s, where it was taken, and with how many threads if that is stated."""

    variant: str
    place: Place
    seconds: float
    threads: float | None


def runs_of(knowledge: Knowledge) -> Iterator[Run]:
    """Yield the runs whose time of one inference is known."""
    facts, chosen = knowledge.facts, knowledge.figures.chosen
    for run in facts.instances(tw("Measurement")):
        if (run, tw("measuredLatency")) not in chosen or (run, tw("measuredTokenRate")) in chosen:
            continue
        threads = chosen.get((run, tw("threadCount")))
        yield Run(
            facts.object(run, tw("ofVariant")) or "",
            (facts.object(run, tw("onHardware")), facts.object(run, tw("measuredFamily")),
             facts.object(run, tw("withRuntime"))),
            chosen[run, tw("measuredLatency")].value, threads.value if threads else None,
        )  # fmt: skip


class Report:
    """Counts what is held and why nothing is estimated."""

    def __init__(self) -> None:
        self.beside: dict[str, list[tuple[float, float, float, float]]] = defaultdict(list)
        self.without: Counter[str] = Counter()

    def lines(self) -> Iterator[str]:
        """Yield what is printed."""
        total = sum(map(len, self.beside.values())) + self.without.total()
        yield f"{total} runs of one inference"
        for kind, rows in sorted(self.beside.items()):
            held = sum(low <= took <= high for took, low, _, high in rows) / len(rows)
            off = median(abs(middle / took - 1) for took, _, middle, _ in rows)
            width = median(high / low for _, low, _, high in rows)
            yield (f"{len(rows):6} {kind}: {held:.1%} held, median error {off:.1%}, "
                   f"median width {width:.2f}")
        for reason, count in self.without.most_common():
            yield f"{count:6} without an estimate: {reason}"


def main() -> None:
    bundled = [each for each in bundled_sources() if "/measured/" not in each.name]
    measured = [each for each in measured_sources() if "/otherwise/" not in each.name]
    knowledge = build(parse([*bundled, *measured]), bundled_rules(), None, set())
    print("\n".join(report(knowledge).lines()))


def report(knowledge: Knowledge) -> Report:
    """Return the estimates of all runs beside what was measured."""
    runs = [*runs_of(knowledge)]
    places: dict[Place, list[Target]] = defaultdict(list)
    for each in targets(knowledge, sorted({run.place[0] or "" for run in runs})):
        places[each.hardware, each.family, each.runtime].append(each)
    used = [each for run in dict.fromkeys(run.place for run in runs) for each in places[run]]
    asked = [_question(knowledge, each) for each in sorted({run.variant for run in runs})]
    cells = Columns(knowledge, asked, used, {})
    rows = {each.variant: row for row, each in enumerate(asked)}
    found = Report()
    for run in runs:
        if not places[run.place]:
            found.without[f"no support of {local_name(run.place[2] or '?')} on the unit"] += 1
            continue
        row = rows[run.variant]
        at = row, _layout(cells, row, [used.index(each) for each in places[run.place]])
        if not cells.cell("estimatedTime", "bound", *at):
            missing = [each for each in NEEDED if not cells.cell(each, "bound", *at)]
            found.without["unknown: " + ", ".join(missing)] += 1
            continue
        low, middle, high = (
            float(cells.cell("estimatedTime", each, *at)) for each in ("low", "middle", "high")
        )
        kind = _kind(knowledge, cells, at, run, asked[at[0]], used[at[1]])
        found.beside[kind].append((run.seconds, low, middle, high))
    return found


def _layout(cells: Columns, row: int, columns: Sequence[int]) -> int:
    """Return the layout whose pool holds the weights, inside the chip if any such does."""
    size = cells.cell("modelBytes", "middle", row, columns[0])

    def rank(column: int) -> tuple[bool, bool]:
        is_small = (
            cells.cell("weightCapacity", "bound", row, column)
            and cells.cell("weightCapacity", "middle", row, column) < size
        )
        return bool(is_small), bool(cells.cell("weightsOutside", "middle", row, column))

    return min(columns, key=rank)


def _question(knowledge: Knowledge, variant: str) -> Question:
    facts = knowledge.facts
    return Question("task", variant, facts.object(variant, tw("variantOf")),
                    facts.object(variant, tw("numericType")), None)


def _kind(
    knowledge: Knowledge, cells: Columns, at: tuple[int, int], run: Run, asked: Question,
    target: Target,
) -> str:  # fmt: skip
    """Return the kind of unit, and what of the run is not as the estimate has it."""
    supported = knowledge.facts.objects(target.support or "", tw("supportsNumericType"))
    falls_back = " by a fallback" if asked.numeric_type not in supported else ""
    if cells.cell("operatorTime", "bound", *at):
        return f"on accelerators{falls_back}"
    kind = "processors" if cells.cell("coresPower", "middle", *at) else "microcontrollers"
    at_work = float(cells.cell("coresAtWork", "middle", *at))
    is_other = run.threads is not None and run.threads != at_work
    return f"on {kind}{falls_back}" + (" with other threads" if is_other else "")


if __name__ == "__main__":
    main()
