"""Dataclasses that are made in half of the time.

Python writes and compiles six methods for each frozen dataclass, a millisecond a class, and a page needs sixty classes.
Here three of the methods are shared: repr, eq and hash. Everything else is that of ``dataclasses``, for the options
frozen, slots, eq, repr and kw_only.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass

    from _typeshed import DataclassInstance
else:

    def dataclass(*, eq: bool = True, frozen: bool = False, **options: bool) -> Callable[[type], type]:
        """As ``dataclasses.dataclass``, with the same options."""
        shown = options.pop("repr", True)

        def make(given: type) -> type:
            made = dataclasses.dataclass(eq=False, repr=False, frozen=frozen, **options)(given)
            if shown and "__repr__" not in vars(given):
                made.__repr__ = _show
            if eq and "__eq__" not in vars(given):
                made.__eq__ = _equals
            if eq and vars(given).get("__hash__") is None:
                made.__hash__ = _hash if frozen else None
            return made

        return make


_GETTERS: dict[type, Callable[[object], object]] = {}  # for each class what gets the compared fields of an instance


def _values(record: DataclassInstance) -> object:
    get = _GETTERS.get(type(record))
    if get is None:
        names = [field.name for field in dataclasses.fields(record) if field.compare]
        get = _GETTERS[type(record)] = attrgetter(*names) if names else type
    return get(record)


def _equals(self: DataclassInstance, other: DataclassInstance) -> object:
    return _values(self) == _values(other) if type(other) is type(self) else NotImplemented


def _hash(self: DataclassInstance) -> int:
    return hash(_values(self))


@recursive_repr()
def _show(self: DataclassInstance) -> str:
    fields = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(fields)})"
