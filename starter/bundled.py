"""Files that installed packages bring along, found without importing those packages."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def bundled(package: str, name: str) -> Path:
    """Return the path of a file in an installed package; raise ImportError without the package."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ImportError(f"{package} is not installed: `pip install {package}`", name=package)
    return Path(spec.submodule_search_locations[0]) / name
