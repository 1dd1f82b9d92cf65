"""Time repairs: of a task at a node, of a task anywhere, and of a pipeline.

    python benchmarks/repairs.py

Prints seconds of processor time of the search alone, the repairs that it found, and the changed
worlds in which it judged anew.  Loading the files is not counted.
"""

from __future__ import annotations

import time
from pathlib import Path

from tierwise.reasoner.engine import Engine
from tierwise.reasoner.namespaces import local_name
from tierwise.reasoner.repair_option import Repairs

ROOT = Path(__file__).resolve().parents[1] / "examples"
FACTORY = (ROOT / "factory-three-levels.ttl", ROOT / "hybrid-pipeline.ttl")
# Files, what is changed first so that something fails, the task or pipeline, and the node.
CASES: tuple[tuple[tuple[Path, ...], tuple[str, ...], str, str | None], ...] = (
    (FACTORY, (), "keyword-spotting", "hall-gateway"),
    (FACTORY, (), "vibration-anomaly-detection", "cloud-t4"),
    (FACTORY, (), "generative-ai-chat", "press-sensor"),
    ((), (), "keyword-spotting", "stm32f746g-disco"),
    ((), (), "generative-ai-chat", "raspberry-pi-5-4gb"),
    (FACTORY, ("keyword-spotting.deadline=1 ms",), "keyword-spotting", None),
    (FACTORY, ("vibration-anomaly-detection.deadline=1 ms",), "vibration-anomaly-detection", None),
    ((), ("keyword-spotting.deadline=10 us",), "keyword-spotting", None),
    (FACTORY, ("press-monitoring.endToEndDeadline=1 ms",), "press-monitoring", None),
    (FACTORY, ("detect-anomaly.deadline=1 us",), "press-monitoring", None),
    (FACTORY, ("findings.flowDeadline=1 ms",), "press-monitoring", None),
)


def searched(engine: Engine, name: str, node: str | None) -> Repairs:
    """Return the repairs of a task at a node or anywhere, or of a pipeline."""
    if engine.is_pipeline(name):
        return engine.pipeline_repairs(engine.find(name, "Pipeline"))
    return engine.repairs(engine.find(name, "Task"), engine.find(node, "Node") if node else None)


def main() -> None:
    """Print the table."""
    print(f"{'repair':<56}{'repairs':>8}{'more':>6}{'processor':>12}")
    for files, changes, name, node in CASES:
        engine = Engine.load(files)
        changed = engine.changed(engine.read_changes(changes))
        start = time.process_time()
        found = searched(changed, name, node)
        spent = time.process_time() - start
        said = " ".join(filter(None, (name, node, *(local_name(each) for each in changes))))
        print(f"{said:<56}{len(found.repairs):>8}{found.more:>6}{spent:>10.2f} s")


if __name__ == "__main__":
    main()
