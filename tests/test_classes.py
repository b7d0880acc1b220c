"""``cleaner.classes.dataclass`` makes what ``dataclasses.dataclass`` makes."""

from __future__ import annotations

import copy
import dataclasses
from dataclasses import field
from multiprocessing import Pipe

import pytest

from cleaner import classes


@classes.dataclass(frozen=True, slots=True)
class Ours:
    """A record with each sort of field."""

    name: str
    size: int = 3
    words: tuple[str, ...] = ()
    around: object = field(default=None, compare=False)
    known: dict[str, int] = field(default_factory=dict, repr=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Theirs:
    """The same."""

    name: str
    size: int = 3
    words: tuple[str, ...] = ()
    around: object = field(default=None, compare=False)
    known: dict[str, int] = field(default_factory=dict, repr=False)


@classes.dataclass(frozen=True, slots=True)
class Small:
    """One field."""

    name: str


@classes.dataclass(frozen=True, slots=True, eq=False)
class Own:
    """Compared by identity."""

    name: str


@classes.dataclass(slots=True)
class Open:
    """Not frozen."""

    name: str


def test_it_is_a_dataclass() -> None:
    ours, theirs = dataclasses.fields(Ours), dataclasses.fields(Theirs)
    assert [(one.name, one.default, one.compare, one.repr) for one in ours] == [
        (one.name, one.default, one.compare, one.repr) for one in theirs
    ]
    assert Ours.__match_args__ == Theirs.__match_args__
    assert Ours.__slots__ == Theirs.__slots__
    assert dataclasses.asdict(Ours("a", words=("b",))) == dataclasses.asdict(Theirs("a", words=("b",)))
    assert dataclasses.replace(Ours("a"), size=5) == Ours("a", 5)
    with pytest.raises(dataclasses.FrozenInstanceError):
        Ours("a").size = 4  # type: ignore[misc]


def test_instances_compare_and_show_as_theirs() -> None:
    assert repr(Ours("a", around=Small("b"))) == repr(Theirs("a", around=Small("b"))).replace("Theirs", "Ours")
    assert Ours("a", around=1) == Ours("a", around=2)
    assert Ours("a") != Ours("b")
    assert Ours("a") != Theirs("a")
    assert Small("a") == Small("a") != Small("b")
    assert len({Small("a"), Small("a"), Small("b")}) == 2
    assert Own("a") != Own("a")
    assert len({Own("a"), Own("a")}) == 2
    with pytest.raises(TypeError):
        hash(Ours("a"))  # as theirs: a dict has no hash
    with pytest.raises(TypeError):
        hash(Open("a"))
    assert Open("a") == Open("a")


def test_instances_travel() -> None:
    """Workers hand them over, and copies are made of them."""
    made = Ours("a", words=("b",), known={"c": 1})
    near, far = Pipe()
    near.send(made)
    assert far.recv() == copy.deepcopy(made) == copy.copy(made) == made


def test_what_a_class_says_itself_counts() -> None:
    @classes.dataclass(frozen=True, slots=True)
    class Quiet:
        name: str

        def __repr__(self) -> str:
            return "quiet"

    @classes.dataclass(frozen=True, slots=True, repr=False)
    class Bare:
        name: str

    assert repr(Quiet("a")) == "quiet"
    assert "name" not in repr(Bare("a"))


def test_own_methods_stay() -> None:
    @classes.dataclass(frozen=True, slots=True)
    class Folded:
        name: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Folded) and self.name.lower() == other.name.lower()

        def __hash__(self) -> int:
            return hash(self.name.lower())

    assert Folded("A") == Folded("a")
    assert len({Folded("A"), Folded("a")}) == 1
