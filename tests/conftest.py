"""What all tests share: a cache folder of their own, and no colour."""

import os
from pathlib import Path

# Snapshots are keyed by content, so that one folder serves all runs and all workers.
os.environ.setdefault(
    "TIERWISE_CACHE_DIR", str(Path(__file__).resolve().parents[1] / ".pytest_cache" / "tierwise")
)
os.environ["NO_COLOR"] = "1"
