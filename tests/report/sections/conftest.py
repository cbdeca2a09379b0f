"""What tests of sections share."""

from typing import IO, Any

import pytest
from matplotlib.figure import Figure
from PIL import Image


@pytest.fixture
def blank_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave figures blank, where a test reads words alone: drawing takes most of a report's time.

    A figure is made and its labels are placed as ever; what is written of it is empty.
    """

    def save(_: Figure, file: IO[Any] | str, **options: Any) -> None:
        if options.get("format") == "svg":
            file.write('<svg viewBox="0 0 1 1"><g></g></svg>')
        else:
            Image.new("RGB", (1, 1)).save(file, options.get("format", "pdf"))

    monkeypatch.setattr(Figure, "savefig", save)
