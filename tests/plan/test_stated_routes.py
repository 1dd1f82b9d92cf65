"""Routes over arrays put links that state their figures first, as those of single tasks do."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tierwise.reasoner.decide.paths import _add, _Edge, _Ways
from tierwise.reasoner.network import LinkNames, Network
from tierwise.reasoner.plan.routing import routes

NODES = tuple("abcde")
LINKS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(1, 5), st.booleans())
    .filter(lambda each: each[0] != each[1]), max_size=14,
)


def in_arrays(links, is_direct):
    start, end, weight, stated = (
        np.array([each[i] for each in links], dtype=kind)
        for i, kind in enumerate((np.int32, np.int32, float, bool))
    )
    rate = np.where(stated, 1e6, np.nan)
    nothing = np.zeros(len(links))
    return Network(
        NODES, start, end,
        {"uplinkRate": (rate, rate, rate), "pricePerByte": (nothing, nothing, nothing)},
        nothing, nothing.astype(bool), is_direct,
        LinkNames(tuple(f"l{i}" for i in range(len(links))), None, np.arange(len(links)),
                  np.ones(len(links), bool)),
        weight,
    )


def one_by_one(links, is_direct):
    found = _Ways.__new__(_Ways)
    found.graph = {each: {} for each in NODES}
    for at, (start, end, weight, stated) in enumerate(links):
        edge = _Edge((str(at), True), float(weight) + 1e-9, 0.0, stated)
        _add(found.graph, NODES[start], NODES[end], edge)
    found.stated = {
        start: {end: edge for end, edge in edges.items() if edge.is_stated}
        for start, edges in found.graph.items()
    }
    found.is_direct, found._kept = is_direct, {}
    return found


def worth(links, taken):
    return (sum(not links[e][3] for e in taken) > 0, sum(links[e][2] for e in taken), len(taken))


@given(LINKS, st.booleans())
def test_all_routes_take_as_long_and_state_as_much_as_each_one_alone(links, is_direct):
    network = in_arrays(links, is_direct)
    found, alone = routes(network), one_by_one(links, is_direct)
    ours, theirs = {}, {}
    for i, j in np.argwhere(found.exists):
        ours[i, j] = worth(links, found.links(i, j))
    for i, start in enumerate(NODES):
        for j, end in enumerate(NODES):
            path = alone.path(start, end)
            if path.exists:
                theirs[i, j] = worth(links, [int(name) for name, _ in path.links])
    assert ours == theirs
