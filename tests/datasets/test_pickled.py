"""Pickled frames: read without pandas, and nothing that they name is run."""

import io
import os
import pickle

import numpy as np
import pandas as pd
import pytest

from benchmarks.datasets.pickled import RefusedPickleError, as_arrow, read_frame


def pickled(value: object) -> io.BytesIO:
    return io.BytesIO(pickle.dumps(value, protocol=4))


class Harmful:
    """Would run a command where it is read."""

    def __reduce__(self) -> tuple:
        return (os.system, ("touch harmed",))


def test_numbers_and_texts_come_back() -> None:
    words = pd.Series(["x", None, "y"], dtype=object)
    frame = pd.DataFrame({"a": [1, 2, 3], "b": words, "c": [0.5, 1.0, 2.0], "d": [4, 5, 6]})
    frame = frame.set_axis(pd.Index(list("abcd"), dtype=object), axis=1)
    columns = read_frame(pickled(frame))
    assert {name: as_arrow(values).to_pylist() for name, values in columns.items()} == {
        "a": [1, 2, 3],
        "b": ["x", None, "y"],
        "c": [0.5, 1.0, 2.0],
        "d": [4, 5, 6],
    }


def test_what_a_pickle_calls_is_refused_and_not_run(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RefusedPickleError, match=r"the pickle names \w+\.system, which a table"):
        read_frame(pickled(Harmful()))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("value", [[1, 2], {"a": 1}, "text", np.arange(3)])
def test_what_is_no_frame_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="the pickle"):
        read_frame(pickled(value))


class Disguised:
    """Would take eight bytes for the address of an object, and look there for its name."""

    def __reduce__(self) -> tuple:
        fields = {"a": (np.dtype("O"), 0)}
        hidden = (3, "|", None, ("a",), fields, 8, 1, 0)
        return (np.dtype, ("V8",), hidden)


def test_a_type_that_would_read_numbers_as_addresses_is_refused() -> None:
    reconstruct, given, state = np.zeros(1).__reduce__()
    version, shape, _, is_fortran, data = state

    class Array:
        def __reduce__(self) -> tuple:
            return (reconstruct, given, (version, shape, Disguised(), is_fortran, data))

    with pytest.raises(RefusedPickleError, match="values of type 'V8', which is no table's"):
        read_frame(pickled(Array()))


def test_rows_keep_their_places_in_either_order() -> None:
    numbers = np.asfortranarray(np.arange(6.0).reshape(3, 2))
    for values in (numbers, np.ascontiguousarray(numbers), numbers.astype(object)):
        frame = pd.DataFrame(values, columns=pd.Index(["a", "b"], dtype=object))
        columns = read_frame(pickled(frame))
        assert {name: list(column) for name, column in columns.items()} == {
            "a": [0.0, 2.0, 4.0],
            "b": [1.0, 3.0, 5.0],
        }


@pytest.mark.parametrize("data", [b"", b"\x80\x04", b"no pickle", b"\x80\x04N."])
def test_damaged_bytes_are_refused(data: bytes) -> None:
    with pytest.raises((ValueError, EOFError)):
        read_frame(io.BytesIO(data))
