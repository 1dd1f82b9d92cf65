"""Text for pictures: on lines that are sure to fit, whatever sans-serif font draws them.

The font of a reader is not known, so each character counts as the widest of the usual ones
(Verdana and DejaVu Sans; Arial and Helvetica are narrower).  Widths are in units of the font size.
"""

from __future__ import annotations

import unicodedata

_WIDTHS = (
    (0.35, "ijl'"), (0.36, " f.,"), (0.43, "trI"), (0.46, "-/\\|:;!()[]\""), (0.55, "csz?"),
    (0.64, "abdeghknopquvxyJLFPTYEZ_0123456789*{}$`"), (0.70, "ABKRSVX"), (0.79, "CDGHNOQU"),
    (0.86, "wM&=+<>~^#×÷−≤≥"), (1.1, "mWQ%@→…—"),
)
_WIDTH_OF = {each: size for size, characters in _WIDTHS for each in characters}
_BREAKS_AFTER = frozenset("-/_.,:")


def one_line(text: str) -> str:
    """Return text on one line, without characters that steer a terminal, a page or its direction.

    >>> one_line("a\\nb\\x07\\u202ec")
    'a b  c'
    """
    return "".join(each if each.isprintable() else " " for each in text)


def width(text: str) -> float:
    """Return the most that a text takes, in units of the font size."""
    return sum(map(_width, text))


def _width(character: str) -> float:
    known = _WIDTH_OF.get(character)
    if known is not None:
        return known
    if unicodedata.combining(character):
        return 0.0
    return 1.1 if ord(character) > 0x24F else 0.8


def wrapped(text: str, room: float) -> list[str]:
    """Return text on lines of at most `room`, in units of the font size; a long word is broken.

    >>> wrapped("needs 231 KiB, 256 KiB are free", 8)
    ['needs 231 KiB,', '256 KiB are', 'free']
    """
    lines = [""]
    for word in one_line(text).split():
        joined = f"{lines[-1]} {word}".strip()
        if width(joined) <= room:
            lines[-1] = joined
            continue
        pieces = _pieces(word, room)
        lines += pieces if lines[-1] else []
        lines = lines if lines[-1] else pieces
    return lines


def _pieces(word: str, room: float) -> list[str]:
    """Return a word in pieces that fit, broken after a hyphen, slash, dot or line where it can."""
    pieces = []
    while width(word) > room:
        end = _fitting(word, room)
        soft = max((at + 1 for at in range(end) if word[at] in _BREAKS_AFTER), default=0)
        end = soft if soft > end // 3 else end
        pieces.append(word[:end])
        word = word[end:]
    return [*pieces, word] if word else pieces


def _fitting(word: str, room: float) -> int:
    """Return how many characters of a word fit, at least one."""
    used, count = 0.0, 0
    for each in word:
        used += _width(each)
        if used > room:
            break
        count += 1
    return max(1, count)
