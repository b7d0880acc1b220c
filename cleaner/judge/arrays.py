"""numpy, imported when it is first used. With the compiled core, an HTML page needs none of it.

The import takes a quarter of the time of a fresh process, and 25 MB.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

__all__ = ["Flags", "Floats", "View", "as_flags", "np", "room"]

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Flags = NDArray[np.bool_]
    View = memoryview[float]
else:
    Floats = Flags = View = Any

    class _Later:
        """Stands for the module until somebody asks for one of its names."""

        def __getattr__(self, name: str) -> object:
            import numpy

            found = getattr(numpy, name)
            setattr(self, name, found)
            return found

    np = _Later()


def room(form: str, rows: int, columns: int = 1) -> memoryview[Any]:
    """An array of zeros for the core, rows x columns, or one dimension of ``rows`` for one column.

    ``form`` is a letter of the module ``struct`` for a number of four or eight bytes, or ``?``.
    """
    size = {"?": 1, "Q": 8}.get(form, 4)
    return as_matrix(memoryview(bytearray(size * rows * columns)), form, rows, columns)


def as_matrix(numbers: memoryview[Any], form: str, rows: int, columns: int = 1) -> memoryview[Any]:
    """Bytes as numbers of this form, of two dimensions unless there is one column."""
    view: Any = numbers  # the types of casts know few forms
    cast: memoryview[Any] = view.cast(form) if columns == 1 else view.cast(form, (rows, columns))
    return cast


def as_flags(values: Sequence[bool]) -> memoryview[Any]:
    """Flags for the core, a byte each."""
    return as_matrix(memoryview(bytes(values)), "?", len(values))
