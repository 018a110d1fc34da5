"""Packs the autograder that runs the kit on Gradescope: the kit, the releases' cells, two scripts.

No solutions go along, and no gradebook: the cells that submissions are held against are enough.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path

import autograder
import starter
from starter.manifest import assignments

from ..course.files import write_bytes
from ..making.release import release_cells
from .people import ExportError

CELLS = "release_cells.json"
_SCRIPTS = ("setup.sh", "run_autograder")
_PROJECT = ("pyproject.toml", "constraints.txt", "README.md", "LICENSE")
# What lies beside the code in a checkout or an editor's folder and is no part of the kit.
_LEFT_OUT = {"__pycache__", "catalogue", "sample", ".ipynb_checkpoints"}


def write_autograder(root: Path, path: Path) -> Path:
    """Write the zip that Gradescope takes as an autograder; raise ExportError."""
    lacking = [name for name in _PROJECT[:2] if not (root / name).is_file()]
    if lacking:
        raise ExportError(f"{lacking[0]} is missing; run this in the folder of the kit's checkout")
    try:
        write_bytes(_archive(root), path)
    except OSError as error:
        raise ExportError(f"{path} cannot be written ({error.strerror or error})") from error
    return path


def _archive(root: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in _SCRIPTS:
            script = files("autograder.export") / "gradescope_autograder" / name
            _add(archive, name, script.read_bytes(), mode=0o755)
        for name in _PROJECT:
            if (root / name).is_file():
                _add(archive, name, (root / name).read_bytes())
        for package in (autograder, starter):
            folder = Path(package.__file__).parent
            for file in sorted(folder.rglob("*")):
                inside = file.relative_to(folder)
                if file.is_file() and not _LEFT_OUT.intersection(inside.parts):
                    _add(archive, f"{folder.name}/{inside.as_posix()}", file.read_bytes())
        cells = {name: [asdict(c) for c in release_cells(root, name)] for name in assignments()}
        _add(archive, CELLS, json.dumps(cells).encode())
    return buffer.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes, mode: int = 0o644) -> None:
    """Add a file without its date, so that the same kit makes the same zip."""
    info = zipfile.ZipInfo(name)
    info.external_attr, info.compress_type = mode << 16, zipfile.ZIP_DEFLATED
    archive.writestr(info, data)
