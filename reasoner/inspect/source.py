"""Opening a model file: every check that comes before its format matters."""

from __future__ import annotations

import mmap
import os
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from ..errors import ModelFileError, Place

# FlatBuffers addresses 2 GiB (soffset_t is a signed 32-bit integer) and protobuf serialises no
# more; what a larger file holds, neither format can say.
MAX_FILE_BYTES = 2**31 - 1


def refusal(path: Path, thing: str, expected: str, found: str) -> ModelFileError:
    """Return the one error of this folder, placed at the file."""
    return ModelFileError(thing, expected=expected, found=found, place=Place(str(path)))


def map_file(path: Path) -> mmap.mmap:
    """Return the bytes of a model file, mapped and not copied.

    The map is closed when the last view of it is gone. Raises ModelFileError unless `path` is a
    regular file of 1 byte to 2 GiB that may be read.
    """
    try:
        _check(path, path.stat())
        with path.open("rb") as file:
            return mmap.mmap(_checked(path, file.fileno()), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError as error:
        raise refusal(path, "no such model file", "a file", "nothing at this path") from error
    except (OSError, ValueError) as error:
        raise refusal(path, "a model file that cannot be opened", "a file", str(error)) from error


def _checked(path: Path, descriptor: int) -> int:
    # Once more on the open file: between stat and open, another may have taken its place.
    _check(path, os.fstat(descriptor))
    return descriptor


def _check(path: Path, status: os.stat_result) -> None:
    if S_ISDIR(status.st_mode):
        raise refusal(path, "not a model file", "a file", "a directory")
    if not S_ISREG(status.st_mode):
        raise refusal(path, "not a model file", "a regular file", "a device, pipe or socket")
    if status.st_size == 0:
        raise refusal(path, "an empty model file", "at least 1 byte", "0 bytes")
    if status.st_size > MAX_FILE_BYTES:
        found = f"{status.st_size} bytes"
        raise refusal(path, "a model file too large", f"at most {MAX_FILE_BYTES} bytes", found)
