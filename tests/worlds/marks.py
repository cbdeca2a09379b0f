"""Files that processes leave as a mark while others make and remove folders beside them."""

import os
from pathlib import Path


def is_marked(folder: Path, name: str) -> bool:
    """Tell whether a file of this name lies below a folder, whatever goes meanwhile.

    `Path.rglob` of Python 3.11 raises where a folder goes between its listing and the look into it.
    """
    return any(name in files for _, _, files in os.walk(folder))
