"""What pip knows of a package: whether it is installed as a library, and in which version."""

import site
import sysconfig
from importlib import metadata
from pathlib import Path


def versions(package: str) -> dict[str, str]:
    """Return the version of each distribution that brings a package, by its name."""
    names = set(metadata.packages_distributions().get(package, []))
    return {name: metadata.version(name) for name in sorted(names)}


def is_library(folder: Path) -> bool:
    """Tell whether a folder is one into which pip installs, and nobody edits."""
    paths = sysconfig.get_paths()
    homes = [paths["purelib"], paths["platlib"], *site.getsitepackages()]
    return folder.resolve() in {Path(home).resolve() for home in homes}
