"""What all tests share: a cache folder of their own, and no colour."""

import os
from collections import Counter
from pathlib import Path

# Snapshots are keyed by content, so that one folder serves all runs and all workers.
os.environ.setdefault(
    "TIERWISE_CACHE_DIR", str(Path(__file__).resolve().parents[1] / ".pytest_cache" / "tierwise")
)
os.environ["NO_COLOR"] = "1"
# No test reads what the user who runs it has collected.
os.environ["TIERWISE_COLLECTION"] = str(Path(__file__).parent / "no-collection")


def pytest_terminal_summary(terminalreporter):
    """Print the sums of what tests recorded as counted, from all workers."""
    counted = Counter()
    for report in terminalreporter.stats.get("passed", ()):
        for name, value in report.user_properties:
            counted[name] += value
    for name, value in sorted(counted.items()):
        terminalreporter.write_line(f"{name}: {value:,}")
