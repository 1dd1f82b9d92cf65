"""Time the planner's searches on questions of stated sizes, each in a process of its own.

    python benchmarks/planner.py

Prints for each the time to make its arrays, the time of the answer (wall clock, and that of the
processor, which other work on the machine doesn't stretch), its ratio to Python that imports
numpy, the peak memory of the process and what was found.  The searches use at most two cores.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import planner_instances as instances

from tierwise.reasoner.plan.conflicts import conflicts
from tierwise.reasoner.plan.evaluate import Arbiter
from tierwise.reasoner.plan.labels import text
from tierwise.reasoner.plan.replan import replan
from tierwise.reasoner.plan.search import all_feasible, best, first, front
from tierwise.reasoner.plan_problem import Problem
from tierwise.reasoner.plan_solution import Best

Answer = Callable[[Problem], str]
MIB = 1 / 1024  # of the KiB in which Linux counts peak memory


def first_of(problem: Problem) -> str:
    """Return what a search for any feasible assignment says."""
    return first(problem).status.value


def listed(problem: Problem) -> str:
    """Return how many feasible assignments there are, each of them listed."""
    return f"{sum(len(rows) for rows in all_feasible(problem)):,} feasible placements"


def why_not(problem: Problem) -> str:
    """Return a minimal conflict."""
    found = conflicts(problem)
    least = "minimal" if found.is_minimal else "perhaps not minimal"
    return f"{least} conflict: {', '.join(found.conflicts[0].labels)}"


def cheapest(problem: Problem) -> str:
    """Return the best by money."""
    return _shown(best(problem, "money"))


def quickest(problem: Problem) -> str:
    """Return the best by the longest path of all pipelines."""
    return _shown(best(problem, "latency"), "s")


def cheapest_in_time(problem: Problem) -> str:
    """Return the best by money that is found in 5 s."""
    return _shown(best(problem, "money", time_limit=5.0))


def cheapest_unshared(problem: Problem) -> str:
    """Return the best where all there is to share is unlimited, and what of it would be too much.

    `problem` is the same site with a thousand times the capacity.
    """
    found = best(problem, "money")
    assert found.assignment is not None
    tight = instances.shared_site()
    broken = Arbiter.of(tight).broken(_row(found))
    names = sorted({text(tight, label) for label, mask in broken if mask.any()})
    return f"{_shown(found)}; too much for {len(names)}: {', '.join(names)}"


def without_a_node(problem: Problem) -> str:
    """Return how many tasks move, at the least, when the most used free node dies."""
    found = best(problem, "money")
    assert found.assignment is not None
    nodes = Arbiter.of(problem).nodes(_row(found))[0]
    fixed = {int(each.node[0]) for each in problem.tasks if len(each.node) == 1}
    free = [each for each in nodes.tolist() if each not in fixed]
    dead = max(sorted(set(free)), key=free.count)
    before = [None if each == dead else int(each) for each in nodes]
    again = replan(instances.without_node(problem, dead), before, "money")
    return f"{len(again.moved)} tasks move (fewest: {again.fewest}); {_shown(again.best)}"


def unbeaten(problem: Problem) -> str:
    """Return how many points the front by money and latency has."""
    found = front(problem, ("money", "latency"))
    return f"{found.status.value}: {len(found.points)} points by {found.solver.value}"


def _row(found: Best) -> Any:
    assert found.assignment is not None
    return instances.np.array([found.assignment.options])


def _shown(found: Best, unit: str = "USD/month") -> str:
    gap = "unknown" if found.gap is None else f"{found.gap:.2%}"
    value = "none" if found.value is None else f"{found.value:.4f} {unit}"
    return f"{found.status.value} by {found.solver.value}: {value}, gap {gap}"


CASES: dict[str, tuple[Callable[[], Problem], Answer]] = {
    "1,000 nodes: first feasible": (lambda: instances.three_services(1_000), first_of),
    "1,000 nodes: no placement, why": (lambda: instances.three_services(1_000, False), why_not),
    "500 nodes: all feasible": (lambda: instances.three_services(500), listed),
    "500 nodes: front": (lambda: instances.three_services(500), unbeaten),
    "10 × 5 tasks, 100 nodes": (instances.shared_site, cheapest),
    "the same, in 5 s": (instances.shared_site, cheapest_in_time),
    "the same, too little": (lambda: instances.shared_site(0.8, 2), why_not),
    "the same, shortest path": (instances.shared_site, quickest),
    "the same, nothing shared": (lambda: instances.shared_site(1_000.0), cheapest_unshared),
    "the same, a node dies": (instances.shared_site, without_a_node),
}


def run(name: str) -> dict[str, Any]:
    """Return the figures of one case, measured in this process."""
    make, answer = CASES[name]
    start = time.perf_counter()
    problem = make()
    made = time.perf_counter() - start
    start, busy = time.perf_counter(), time.process_time()
    says = answer(problem)
    return {
        "made": made, "wall": time.perf_counter() - start, "busy": time.process_time() - busy,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MIB, "says": says,
    }


def baseline() -> float:
    """Return how long Python takes that imports numpy, in s."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import numpy"], check=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the figures of all cases, or of one as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--case", choices=CASES, help="run one here, and print JSON")
    chosen = parser.parse_args().case
    if chosen:
        print(json.dumps(run(chosen)))
        return
    unit = min(baseline() for _ in range(3))
    print(f"python -c 'import numpy': {unit:.3f} s")
    print(f"{'':32}{'made s':>8}{'wall s':>8}{'busy s':>8}{'× numpy':>9}{'MiB':>6}  found")
    for name in CASES:
        command = [sys.executable, str(Path(__file__)), "--case", name]
        found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        print(
            f"{name:32}{found['made']:8.2f}{found['wall']:8.2f}{found['busy']:8.2f}"
            f"{found['wall'] / unit:9.1f}{found['peak']:6.0f}  {found['says']}", flush=True,
        )


if __name__ == "__main__":
    main()
