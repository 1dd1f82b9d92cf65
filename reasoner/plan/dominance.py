"""Which options of a task no other option on the same node makes superfluous."""

from __future__ import annotations

import numpy as np

from ..network import Floats, Ints
from ..plan_problem import Bools


def undominated(node: Ints, figures: Floats, refused: Bools) -> Ints:
    """Return the places of the options that are not dominated, in order.

    `figures` [k, d] are all that an option is judged by, less being better; `refused` [k, r] are
    the requirements that rule it out.  An option is dominated by another on its node that is no
    worse in any figure and ruled out by no more; of equal ones the first stays.  `node` [k] rises.
    """
    starts = np.nonzero(np.diff(node, prepend=-1))[0]
    found: list[int] = []
    known: dict[bytes, Ints] = {}
    for start, end in zip(starts, [*starts[1:], len(node)], strict=True):
        ours, theirs = figures[start:end], refused[start:end]
        # Nodes that are alike, such as a thousand of one product, are worked out once.
        key = ours.tobytes() + theirs.tobytes()
        if key not in known:
            known[key] = _best(ours, theirs)
        found += (known[key] + start).tolist()
    return np.array(found, dtype=np.int64)


def _best(figures: Floats, refused: Bools) -> Ints:
    at_most = (figures[:, None, :] <= figures[None, :, :]).all(axis=2)
    at_most &= (refused[:, None, :] <= refused[None, :, :]).all(axis=2)
    places = np.arange(len(figures))
    first = ~at_most.T | (places[:, None] < places[None, :])
    beaten = (at_most & first & (places[:, None] != places[None, :])).any(axis=0)
    return np.nonzero(~beaten)[0]
