"""A home directory that cannot be written: in containers, on clusters, of users that have none.

Some libraries write there as they are imported. `lead_elsewhere` is called before, by
`benchmarks/__init__.py`, so this must import nothing slow.
"""

import os
import tempfile
from collections.abc import MutableMapping


def is_writable() -> bool:
    """Tell whether this user has a home directory, and may write there."""
    return os.access(os.path.expanduser("~"), os.W_OK)  # noqa: PTH111 - pathlib's raises without one


def lead_elsewhere(environment: MutableMapping[str, str] = os.environ) -> None:
    """Let libraries write into the folder of temporary files, in this process and all it starts.

    Surprise makes a folder for downloads, which nobody here asks for, and fails where it cannot;
    matplotlib warns, and makes a list of fonts in each process anew.
    """
    temporary = tempfile.gettempdir()
    environment.setdefault("SURPRISE_DATA_FOLDER", temporary)
    if not is_writable():
        own = f"levelground-matplotlib-{os.getuid()}"
        environment.setdefault("MPLCONFIGDIR", f"{temporary}/{own}")
