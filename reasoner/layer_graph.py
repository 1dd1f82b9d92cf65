"""A model as layers and the tensors between them: what can be cut in two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from pathlib import Path


@dataclass(frozen=True)
class LayerTensor:
    """An activation; `producer` is None for an input of the model, `size_bytes` if not known.

    Layers are named by their place in running order.
    """

    name: str
    shape: tuple[int, ...] | None
    numeric_type: str
    size_bytes: int | None
    producer: int | None
    consumers: tuple[int, ...]
    is_output: bool = False


@dataclass(frozen=True)
class Layer:
    """One operator that runs; `weights` are the constants and `states` the variables it reads.

    `macs` and `elements` (that it writes) are None where the file does not allow them; `learned`
    is whether it has parameters.
    """

    operator: str
    macs: int | None
    elements: int | None
    weights: frozenset[int]
    learned: bool = False
    states: frozenset[int] = frozenset()


@dataclass(frozen=True)
class LayerGraph:
    """The layers of a model file in running order, and all activations.

    `weight_bytes` by constant, `state_bytes` by variable: what lives from one inference to the
    next. `together` are groups of layers that share such a state: no cut can part them.
    """

    path: Path
    file_format: str
    file_bytes: int
    layers: tuple[Layer, ...]
    tensors: tuple[LayerTensor, ...]
    weight_bytes: Mapping[int, int]
    state_bytes: Mapping[int, int] = field(default_factory=dict)
    together: tuple[tuple[int, ...], ...] = ()
    notes: tuple[str, ...] = ()

    @cached_property
    def inputs(self) -> tuple[int, ...]:
        """Return the tensors that the model is given."""
        return tuple(at for at, each in enumerate(self.tensors) if each.producer is None)

    @cached_property
    def before(self) -> tuple[frozenset[int], ...]:
        """Return, for each layer, the layers whose outputs it reads."""
        found: list[set[int]] = [set() for _ in self.layers]
        for each in self.tensors:
            for consumer in each.consumers:
                if each.producer is not None:
                    found[consumer].add(each.producer)
        return tuple(map(frozenset, found))

    def part_bytes(self, part: Iterable[int]) -> int:
        """Return the size of a file with these layers, in bytes.

        Their constants once, and all that the whole file holds besides constants.
        """
        rest = max(0, self.file_bytes - sum(self.weight_bytes.values()))
        held = frozenset[int]().union(*(self.layers[each].weights for each in part))
        return rest + sum(self.weight_bytes[each] for each in held)

    def crossing(self, device: Set[int]) -> tuple[int, ...]:
        """Return the tensors that are made or given on the device and read beyond it."""
        return tuple(
            at for at, each in enumerate(self.tensors)
            if (each.producer is None or each.producer in device)
            and any(consumer not in device for consumer in each.consumers)
        )

    def returned(self, device: Set[int]) -> tuple[int, ...]:
        """Return the model's outputs that are made beyond the device."""
        return tuple(
            at for at, each in enumerate(self.tensors)
            if each.is_output and each.producer is not None and each.producer not in device
        )

    def peak_bytes(self, part: Set[int]) -> int:
        """Return the most bytes of activations live at once while these layers run, in order.

        As the liveness of a whole model: what comes in lives from the start, what goes out to the
        end, states always; no in-place reuse, no scratch buffers. A tensor of unknown size counts
        as nothing.
        """
        if not part:
            return 0
        order = sorted(part)
        step = {layer: at for at, layer in enumerate(order)}
        change = [0] * (len(order) + 1)
        for size, first, last in self._lives(step):
            change[first] += size
            change[last + 1] -= size
        states = frozenset[int]().union(*(self.layers[each].states for each in part))
        return sum(self.state_bytes[each] for each in states) + max(accumulate(change[:-1]))

    def _lives(self, step: Mapping[int, int]) -> Iterator[tuple[int, int, int]]:
        end = len(step) - 1
        for each in self.tensors:
            here = [step[consumer] for consumer in each.consumers if consumer in step]
            made = step.get(each.producer) if each.producer is not None else None
            if each.size_bytes is None or (made is None and not here):
                continue
            leaves = made is not None and (each.is_output or len(here) < len(each.consumers))
            yield (
                each.size_bytes, 0 if made is None else made,
                end if leaves else max(here, default=made or 0),
            )
