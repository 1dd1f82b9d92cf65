"""A file's name and text, and how a file is read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from .errors import ParseError, Place

LARGEST_FILE_BYTES = 8 * 2**20  # a hand-written module has under 0.1 MB; parsing takes 50 times it


@dataclass(frozen=True)
class Source:
    """A file's name, as errors show it, and its text."""

    name: str
    text: str

    @property
    def sha256(self) -> str:
        """Return the digest of the text, by which a file is told from a changed one."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def read_text(path: Path) -> str:
    """Return the text of a file; refuse what is missing, too large or not UTF-8."""
    if not path.is_file():
        found = "a folder" if path.is_dir() else "nothing there"
        raise ParseError("cannot be read", expected="a file", found=found, place=Place(str(path)))
    if path.stat().st_size > LARGEST_FILE_BYTES:
        raise ParseError(
            "is too large",
            expected=f"at most {LARGEST_FILE_BYTES} bytes",
            found=f"{path.stat().st_size} bytes",
            place=Place(str(path)),
        )
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ParseError(
            "is not text in UTF-8",
            expected="UTF-8",
            found=f"byte 0x{error.object[error.start]:02x}",
            place=Place(str(path), line),
        ) from error
