"""Read a pickled pandas frame without pandas, and without running what a pickle may name.

A pickle is a program. Here it may call what makes up a frame of numbers and texts, and of that
only stand-ins; anything else that it names is refused. Also numpy's own types stay out of reach:
told so by a pickle, a `dtype` takes any bytes for addresses of objects. Written by pandas 1 to 3
with numpy 1 or 2, as `DataFrame.to_pickle` does; of pandas 3 without its own type of text.
"""

import pickle
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

import numpy as np
import pyarrow as pa

from benchmarks.contract.errors import one_line


class RefusedPickleError(ValueError):
    """The pickle names something that a table does not need, or is not one frame."""


@dataclass
class _Bag:
    """Stands for an object of pandas: keeps what it is made of."""

    made_of: tuple[Any, ...] = ()
    state: Any = None
    options: dict[str, Any] = field(default_factory=dict)

    def __setstate__(self, state: Any) -> None:
        self.state = state


class _Frame(_Bag):
    """Stands for pandas.DataFrame."""


class _Range(_Bag):
    """Stands for pandas.RangeIndex."""


class _Index(_Bag):
    """Stands for pandas.Index: its values are under `data`."""


class _Manager(_Bag):
    """Stands for the manager of a frame's blocks."""

    def __init__(self, *made_of: Any) -> None:
        super().__init__(made_of)


@dataclass(frozen=True)
class _Block:
    """Columns of one type: values (n_columns, n_rows), and which columns they are."""

    values: Any
    places: Any
    n_axes: int = 2


class _Type(_Bag):
    """Stands for numpy.dtype; `plain` is one of numbers, switches or objects."""

    def __init__(self, *made_of: Any) -> None:
        super().__init__(made_of)

    @property
    def plain(self) -> "np.dtype[Any]":
        name = self.made_of[0]
        if not isinstance(name, str) or not _PLAIN.fullmatch(name):
            raise RefusedPickleError(f"the pickle has values of type {name!r}, which is no table's")
        is_swapped = self.state is not None and self.state[1] == ">"
        return np.dtype(name).newbyteorder(">") if is_swapped else np.dtype(name)


class _Array(_Bag):
    """Stands for numpy.ndarray; `values` is one."""

    def __init__(self, *_: Any) -> None:
        super().__init__()
        self.values: Any = None

    def __setstate__(self, state: Any) -> None:
        _, shape, kind, is_fortran, data = state
        if kind.plain.hasobject:  # a list, row by row in either order
            self.values = np.fromiter(data, dtype=object, count=len(data)).reshape(shape)
        else:
            self.values = _filled(data, kind, shape, "F" if is_fortran else "C")


def _filled(data: Any, kind: _Type, shape: Sequence[int], order: str) -> Any:
    flat = np.frombuffer(bytes(data), dtype=kind.plain)
    return flat.reshape(shape, order="F" if order == "F" else "C")


def _new_index(kind: type[_Bag], options: dict[str, Any]) -> _Bag:
    return kind(options=options)


def _frombuffer(data: Any, kind: _Type, shape: Sequence[int], order: str) -> _Array:
    array = _Array()
    array.values = _filled(data, kind, shape, order)
    return array


_PLAIN = re.compile(r"b1|[iu][1248]|f[248]|O[48]?")  # numbers, switches, objects
_NUMPY = ("numpy.core", "numpy._core")  # before and from numpy 2
_ALLOWED: dict[tuple[str, str], Callable[..., Any]] = {
    ("pandas", "DataFrame"): _Frame,
    ("pandas", "Index"): _Index,
    ("pandas", "RangeIndex"): _Range,
    ("pandas.core.frame", "DataFrame"): _Frame,
    ("pandas.core.internals.managers", "BlockManager"): _Manager,
    ("pandas._libs.internals", "_unpickle_block"): _Block,
    ("pandas.core.indexes.base", "_new_Index"): _new_index,
    ("pandas.core.indexes.base", "Index"): _Index,
    ("pandas.core.indexes.range", "RangeIndex"): _Range,
    ("numpy", "ndarray"): _Array,
    ("numpy", "dtype"): _Type,
    ("builtins", "slice"): slice,
    **{(f"{name}.multiarray", "_reconstruct"): _Array for name in _NUMPY},
    **{(f"{name}.numeric", "_frombuffer"): _frombuffer for name in _NUMPY},
}


class _Restricted(pickle.Unpickler):
    """Knows the names of `_ALLOWED` and no other."""

    def find_class(self, module: str, name: str) -> Any:
        """Return what a name stands for."""
        allowed = _ALLOWED.get((module, name))
        if allowed is None:
            raise RefusedPickleError(
                f"the pickle names {module}.{name}, which a table does not need"
            )
        return allowed


def read_frame(stream: IO[bytes]) -> dict[str, Any]:
    """Return the columns of a pickled frame by name, each a numpy array.

    Raises ValueError for a pickle that is damaged, is something else, or names something else.
    """
    try:
        frame = _Restricted(stream).load()
        if not isinstance(frame, _Frame):
            raise RefusedPickleError("the pickle is no frame of pandas")
        return _columns(frame.state["_mgr"].made_of)
    except (ValueError, OSError, EOFError):
        raise
    except Exception as error:  # a damaged pickle can call its few names with anything
        raise RefusedPickleError(f"the pickle is no frame of pandas: {one_line(error)}") from error


def as_arrow(values: Any) -> pa.Array:
    """Return a column as Arrow; what is missing is null."""
    return pa.array(values, from_pandas=True)


def _columns(made_of: tuple[Any, ...]) -> dict[str, Any]:
    blocks, axes = made_of[0], made_of[1]
    names = [str(name) for name in _values(axes[0].options["data"])]
    columns: dict[str, Any] = {}
    for block in blocks:
        places = np.arange(len(names))[_values(block.places)]
        values = _values(block.values)
        columns |= {names[place]: values[row] for row, place in enumerate(places)}
    if len(columns) < len(names):
        raise RefusedPickleError("the frame has two columns of one name")
    return {name: columns[name] for name in names}


def _values(read: Any) -> Any:
    return read.values if isinstance(read, _Array) else read
