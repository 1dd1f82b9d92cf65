"""The user's cache folder: JSON by kind and by the content of all that went in.

A file is two lines: the SHA-256 of the second, and that. One that was cut short or damaged is as
one that is not there.
JSON rather than pickle: a file that somebody else put there can be wrong, but can't run code.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

_KEPT = {"snapshot": 20}  # files of a kind; each is some megabytes
_KEPT_OTHERS = 3
_LARGEST_BYTES = 2**29


def digest(parts: Iterable[str]) -> str:
    """Return a digest of texts and of the code that reads them."""
    found = hashlib.sha256(_code())
    for each in parts:
        found.update(f"{len(each)} {each}".encode())
    return found.hexdigest()


@cache
def _code() -> bytes:
    found = hashlib.sha256()
    for file in sorted(Path(__file__).parent.parent.glob("**/*.py")):
        found.update(file.read_bytes())
    return found.digest()


def read_kept(kind: str, key: str) -> Any:
    """Return the JSON that was kept under a key; None where there is none that can be read."""
    file = cache_folder() / f"{kind}-{key}.json"
    try:
        if file.stat().st_size > _LARGEST_BYTES:
            return None
        check, _, data = file.read_bytes().partition(b"\n")
        return json.loads(data) if check == _check(data) else None
    except (OSError, ValueError, RecursionError):
        return None


def write_kept(kind: str, key: str, data: Any) -> None:
    """Keep JSON under a key; a folder that can't be written to is no error."""
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(data, separators=(",", ":")).encode()
        handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
        with os.fdopen(handle, "wb") as stream:
            stream.write(_check(text) + b"\n" + text)
        os.replace(name, folder / f"{kind}-{key}.json")
        _forget(folder, kind)
    except OSError:
        return


def _check(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()


def _forget(folder: Path, kind: str) -> None:
    kept = sorted(
        folder.glob(f"{kind}-*.json"), key=lambda each: each.stat().st_mtime, reverse=True
    )
    for each in kept[_KEPT.get(kind, _KEPT_OTHERS) :]:
        each.unlink(missing_ok=True)


def cache_folder() -> Path:
    """Return the user's cache folder, or that of TIERWISE_CACHE_DIR."""
    stated = os.environ.get("TIERWISE_CACHE_DIR")
    return Path(stated) if stated else user_cache_path("tierwise")
