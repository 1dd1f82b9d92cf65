"""Minimal sets and their minimal hitting sets, as bit masks.

The minimal hitting sets of the minimal relaxations are the minimal conflicts, and the other way
round: Reiter 1987, doi:10.1016/0004-3702(87)90062-2.  They are multiplied up edge by edge: Berge
1989, Hypergraphs, chapter 2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Masks = NDArray[np.uint64]
BITS = 64
MOST = 2_000  # hitting sets that are multiplied up; a site has dozens, the table is for the rest
WIDEST = 26  # bits of a table of all sets: 8 MiB
_WORD = 6  # a word of the table has 2 ** 6 bits
# The places of a word that lack each of its six lowest bits
_LACKS = tuple(
    np.uint64(sum(1 << place for place in range(BITS) if not place >> bit & 1))
    for bit in range(_WORD)
)


def minimal(masks: Masks) -> Masks:
    """Return the masks that contain no other, the smallest first.

    >>> minimal(np.array([3, 1, 6, 7], dtype=np.uint64)).tolist()
    [1, 6]
    """
    distinct = np.unique(masks)
    kept = np.empty(0, dtype=np.uint64)
    sizes = np.array([size(each) for each in distinct])
    for each in np.unique(sizes):
        ours = distinct[sizes == each]
        contains = ((ours[:, None] & kept[None, :]) == kept[None, :]).any(axis=1)
        kept = np.concatenate([kept, ours[~contains]])
    return kept


def hitting_sets(masks: Masks, most: int = MOST) -> Masks | None:
    """Return all minimal masks that share a bit with each of these; None if they can't be listed.

    That is where more than `most` come up on the way and the masks have over WIDEST bits between
    them.  An empty mask can't be hit: then there is none.

    >>> sorted(hitting_sets(np.array([1, 6], dtype=np.uint64)).tolist())
    [3, 5]
    """
    edges = minimal(masks)
    found = np.zeros(1, dtype=np.uint64)
    for edge in edges:
        hits = (found & edge) != 0
        kept, others = found[hits], found[~hits]
        grown = (others[:, None] | bits(edge)[None, :]).ravel()
        # A grown set can only be spared for one that hit the edge already.
        spared = ((grown[:, None] & kept[None, :]) == kept[None, :]).any(axis=1)
        found = np.concatenate([kept, np.unique(grown[~spared])])
        if len(found) > most:
            return tabulated(edges)
    return found


def tabulated(masks: Masks) -> Masks | None:
    """Return the same from a table of all sets, one bit each; None for over WIDEST bits.

    What a minimal hitting set leaves out is a largest set that contains no mask.

    >>> sorted(tabulated(np.array([1, 6], dtype=np.uint64)).tolist())
    [3, 5]
    """
    used = bits(np.bitwise_or.reduce(masks, initial=np.uint64(0)))
    if len(used) > WIDEST:
        return None
    narrow = _swapped(masks, used, _single(len(used)))
    words = _largest_without(narrow, max(len(used), _WORD))
    filled = np.flatnonzero(words)
    ones = np.unpackbits(words[filled].view(np.uint8), bitorder="little").reshape(-1, BITS)
    rows, places = np.nonzero(ones)
    left_out = (filled[rows].astype(np.uint64) << np.uint64(_WORD)) | places.astype(np.uint64)
    return _swapped(~left_out, _single(len(used)), used)


def _largest_without(masks: Masks, width: int) -> Masks:
    """Return a table of all sets of some bits: 1 for the largest that contain no mask."""
    contains = np.zeros(1 << (width - _WORD), dtype="<u8")
    word, place = masks >> np.uint64(_WORD), masks & np.uint64(BITS - 1)
    np.bitwise_or.at(contains, word.astype(np.intp), np.uint64(1) << place)
    for bit in range(width):  # what the set without one bit contains, the set contains
        if bit < _WORD:
            contains |= (contains & _LACKS[bit]) << np.uint64(1 << bit)
        else:
            halves = contains.reshape(-1, 2, 1 << (bit - _WORD))
            halves[:, 1] |= halves[:, 0]
    largest = ~contains
    for bit in range(width):  # and with any bit more it contains one
        if bit < _WORD:
            largest &= ((contains >> np.uint64(1 << bit)) & _LACKS[bit]) | ~_LACKS[bit]
        else:
            shape = (-1, 2, 1 << (bit - _WORD))
            largest.reshape(shape)[:, 0] &= contains.reshape(shape)[:, 1]
    return largest


def _single(count: int) -> Masks:
    return np.uint64(1) << np.arange(count, dtype=np.uint64)


def _swapped(masks: Masks, old: Masks, new: Masks) -> Masks:
    """Return masks with each old bit in its new place, and no others."""
    found = np.zeros(masks.shape, dtype=np.uint64)
    for before, after in zip(old, new, strict=True):
        found |= np.where((masks & before) != 0, after, np.uint64(0))
    return found


def size(mask: np.uint64) -> int:
    """Return how many bits a mask has."""
    return int(mask).bit_count()


def bits(mask: np.uint64) -> Masks:
    """Return the single bits of a mask.

    >>> bits(np.uint64(6)).tolist()
    [2, 4]
    """
    every: Masks = np.uint64(1) << np.arange(BITS, dtype=np.uint64)
    found: Masks = every[(every & mask) != 0]
    return found


def hold(failures: Masks, relaxations: Masks, conflicts: Masks) -> bool:
    """Say whether relaxations and conflicts are what they should be, each minimal.

    Checked on what each candidate fails, apart from how they were found: a relaxation frees a
    candidate, and without any one of its bits none; a conflict catches all candidates, and
    without any one of its bits not all.
    """
    def frees(mask: np.uint64) -> bool:
        return bool(((failures & ~mask) == 0).any())

    def catches(mask: np.uint64) -> bool:
        return bool(((failures & mask) != 0).all())

    return all(
        frees(mask) and not any(frees(mask ^ bit) for bit in bits(mask)) for mask in relaxations
    ) and all(
        catches(mask) and not any(catches(mask ^ bit) for bit in bits(mask)) for mask in conflicts
    )
