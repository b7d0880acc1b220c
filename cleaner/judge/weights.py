"""The weights of the tagger: read from the file that ``train/`` wrote, or from its compiled copy.

The copy holds the same numbers in single precision, row by row, each layer from a line of the processor's cache on. It
is mapped into memory, so all workers share it, and the core reads it as it is. ``hatch_build.py`` writes it. Neither
needs numpy.
"""

from __future__ import annotations

import json
import struct
import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import prod
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from cleaner import shipped
from cleaner.classes import dataclass
from cleaner.judge.inputs import Vocabulary
from cleaner.judge.lexicon import Lexicon

if TYPE_CHECKING:
    from cleaner.judge.arrays import Floats, View

Head = Literal["dom", "text"]
Net = Literal["dom", "text", "text-2"]
NETS: tuple[Net, ...] = get_args(Net)
Table = Literal["dom", "text", "text-clean"]
Layers = Mapping[str, "Floats | View"]
WEIGHTS = Path(__file__).parent.parent / "data" / "tagger.npz"
COPY = "tagger.bin"
CACHE_LINE = 64  # bytes; a vector that reaches over two lines takes twice as long
FORMATS = {"<f2": "e", "<f4": "f"}  # of numbers in a file, as in numpy and in the module struct
MAGIC = 8  # bytes before the length of an array's header
NO_ORDER = ("little", "big").index(sys.byteorder)  # the copy is for machines with little ends


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The weights of the nets by their names, and the other values that training fitted.

    The head for pages with a DOM is one net. That for plain text is one or two (``nets_of``).
    ``calibration`` and ``choices`` are by table: dom, text and text-clean (``choose_table``). A choice is the softness
    and the squared beta for ``cut.choose_threshold``. Each layer is an array, or a view of the compiled copy.
    ``lexicon`` is for the head for plain text, which may have none.
    """

    nets: dict[Net, Layers]
    vocabulary: Vocabulary
    calibration: dict[Table, list[float]]
    choices: dict[Table, tuple[float, float]]
    lexicon: Lexicon | None = None

    def words_of(self, head: Head) -> Vocabulary | Lexicon | None:
        """The words that are inputs of a head."""
        return self.vocabulary if head == "dom" else self.lexicon


@lru_cache(maxsize=8)
def load_weights(path: Path = WEIGHTS) -> Weights:
    """Load weights from a file that ``train/`` wrote (arrays only: no pickle). Raises ValueError for another file."""
    found = _read_copy(path) if path == WEIGHTS else None
    meta, layers = _read_file(path) if found is None else found
    choices = {name: (softness, beta) for name, (softness, beta) in meta["choices"].items()}
    lexicon = Lexicon(meta["lexicon"]) if meta.get("lexicon") else None
    nets = split_nets(layers)
    for net in NETS[1:]:
        if net in nets and len(nets[net].get("near", ())) != len(lexicon or ()):
            raise ValueError(f"{path.name}: the layer of the net {net} does not fit the lexicon")
    return Weights(nets, Vocabulary(meta["vocabulary"]), meta["calibration"], choices, lexicon)


def split_nets(arrays: Layers) -> dict[Net, Layers]:
    """Split arrays named ``net.layer`` into one table of layers per net."""
    nets: dict[Net, dict[str, Floats | View]] = {}
    for name, layer in arrays.items():
        net, _, rest = name.partition(".")
        nets.setdefault(known_net(net), {})[rest] = layer
    return {**nets}


def known_net(name: str) -> Net:
    """A name of a net. Raises ValueError for another name."""
    for net in NETS:
        if net == name:
            return net
    raise ValueError(f"the weights have an unknown net: {name}")


def nets_of(weights: Weights, head: Head) -> tuple[Net, ...]:
    """The nets of a head."""
    return ("text", "text-2") if head == "text" and "text-2" in weights.nets else (head,)


def _read_file(path: Path) -> tuple[Any, dict[str, View]]:
    """What an ``.npz`` file holds: the values that are no layer, and the layers in single precision."""
    meta: Any = None
    layers: dict[str, View] = {}
    for name, header, content in _read_arrays(path):
        if name == "meta":
            meta = json.loads(content.decode("utf-32-le"))
            continue
        form, shape = FORMATS.get(header["descr"]), header["shape"]
        if form is None or len(shape) not in (1, 2):
            raise ValueError(f"{path.name}: {name} is no layer of numbers")
        values = struct.unpack(f"<{prod(shape)}{form}", content)
        if header["fortran_order"]:
            values = tuple(value for row in range(shape[0]) for value in values[row :: shape[0]])
        layers[name] = _shaped(memoryview(array("f", values)).cast("B"), shape)
    if meta is None:
        raise ValueError(f"{path.name}: these are no weights of the tagger")
    return meta, layers


def _read_arrays(path: Path) -> Iterator[tuple[str, dict[str, Any], bytes]]:
    """The name, the header and the bytes of each array (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html)."""
    from ast import literal_eval
    from zipfile import ZipFile

    with ZipFile(path) as stored:
        for name in stored.namelist():
            content = stored.read(name)
            if not content.startswith(b"\x93NUMPY"):
                raise ValueError(f"{path.name}: {name} is no array")
            wide = content[6] > 1  # of a later version of the format
            start = MAGIC + (4 if wide else 2)
            end = start + int.from_bytes(content[MAGIC:start], "little")
            yield name.removesuffix(".npy"), literal_eval(content[start:end].decode("latin-1").strip()), content[end:]


def _shaped(numbers: memoryview[Any], shape: Sequence[int]) -> View:
    """Bytes as single-precision numbers, of one dimension or two."""
    view: Any = numbers
    made: View = view.cast("f") if len(shape) == 1 else view.cast("f", shape)
    return made


# ---- the compiled copy ----


def write_copy(folder: Path) -> None:
    """Write the compiled copy below ``folder``: two lines, then the layers."""
    meta, layers = _read_file(WEIGHTS)
    places: dict[str, list[int]] = {}
    content = bytearray()
    for name, layer in layers.items():
        places[name] = [len(content), *(layer.shape or ())]
        content += layer.tobytes()
        content += bytes(-len(content) % CACHE_LINE)
    head = json.dumps([meta, places], ensure_ascii=False).encode() + b"\n"
    line = shipped.stamp(WEIGHTS.read_bytes()) + b" " + shipped.stamp(head, bytes(content)) + b"\n"
    spaces = b" " * (-len(line + head) % CACHE_LINE)
    (folder / COPY).write_bytes(line + head[:-1] + spaces + b"\n" + content)


def _read_copy(path: Path) -> tuple[Any, dict[str, View]] | None:
    """The content of the compiled copy, or None if there is none of this file, or if it was damaged."""
    try:
        with (shipped.COMPILED / COPY).open("rb") as file:
            line, head = file.readline(), file.readline()
            content: memoryview[Any] = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))[len(line) + len(head) :]
    except (OSError, ValueError):
        return None
    wanted = shipped.stamp(path.read_bytes()) + b" " + shipped.stamp(head.rstrip() + b"\n", content) + b"\n"
    if line != wanted or NO_ORDER:
        return None
    meta, places = json.loads(head)
    return meta, {
        name: _shaped(content[start : start + 4 * prod(shape)], tuple(shape))
        for name, (start, *shape) in places.items()
    }
