"""Write a file whole or not at all: whoever reads meanwhile, or after a crash, finds old or new."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from .errors import Place, UsageError


def write_whole(path: Path, text: str) -> bool:
    """Write a file, and say whether it changed; raises UsageError where that is not allowed.

    The text is written beside the file under a name that begins with a dot, which no folder of
    facts is read by, and then renamed.
    """
    data = text.encode()
    try:
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data)
        _settle(path.parent)
    except OSError as error:
        raise UsageError(
            "cannot be written", expected="a file that can be written to",
            found=error.strerror or str(error), place=Place(str(path)),
        ) from error
    return True


def remove_whole(path: Path) -> None:
    """Remove a file, for good even if power is lost."""
    path.unlink()
    _settle(path.parent)


def _replace(path: Path, data: bytes) -> None:
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(draft, mode)
        os.replace(draft, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(draft)
        raise


def _settle(folder: Path) -> None:
    """Write the folder itself, so that a rename outlives a loss of power."""
    if os.name != "posix":  # only there can a folder be opened and written
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
