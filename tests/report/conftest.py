"""What all tests of the report share."""

from collections.abc import Iterator
from typing import IO, Any

import pytest
from matplotlib.figure import Figure
from PIL import Image

# Modules that are about files of figures, or hold the bytes of all that is written.
DRAWN_WHOLE = ("test_render", "test_kinds")


@pytest.fixture(scope="module", autouse=True)
def svg_alone(request: pytest.FixtureRequest) -> Iterator[None]:
    """Draw figures as the pages show them; the PNG and the PDF, half of a report's time, are blank.

    Elsewhere than in the modules that are drawn whole.
    """
    draw = Figure.savefig

    def save(figure: Figure, file: IO[Any] | str, **options: Any) -> None:
        if options.get("format") == "svg":
            draw(figure, file, **options)
        else:
            Image.new("RGB", (1, 1)).save(file, options.get("format", "pdf"))

    with pytest.MonkeyPatch.context() as patch:
        name = request.module.__name__.rpartition(".")[2]
        if name not in DRAWN_WHOLE and ".figures." not in request.module.__name__:
            patch.setattr(Figure, "savefig", save)
        yield
