"""Writes what students get, ready to be pushed as a public repository."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from starter.manifest import FILE, assignments, tomllib

from ..course.files import write_bytes
from .build_check import secret_lines, stale
from .colab import unnamed
from .text import expand, read_assignment

# What was published before is listed here, so that what is no longer published can be removed.
LIST = ".published.json"
# Folders come from `git init` and `git clone`; they are never touched.
_FOREIGN = {".git"}
# Zip files hold dates; this one is the first that they can.
_DATE = (1980, 1, 1, 0, 0, 0)


class PublishError(Exception):
    """Why nothing was published; the message says what to do."""


@dataclass(frozen=True)
class Published:
    """The files that were written, removed, and left as they were, relative to the folder."""

    written: list[str]
    removed: list[str]
    unchanged: list[str]


def publish(root: Path, folder: Path) -> Published:
    """Write the handout of the project in `root` into a folder, and only what changed there.

    Files that an earlier run wrote and this one does not are removed; others are never touched.
    Raises PublishError where the folder is not ours to write to, where the course has not named its
    repository, and where what would be published is stale or holds a line of a solution.
    """
    try:
        before = _published_before(folder, root)
        _refuse_unnamed()
        texts = {
            assignment.id: read_assignment(root / "solutions" / f"{assignment.id}.py", assignment)
            for assignment in assignments().values()
        }
        _refuse_stale(root, texts)
        content = handout(root)
        _refuse_leaks(texts, content)
        return _update(folder, content, before)
    except OSError as error:
        where = error.filename or folder
        raise PublishError(f"{where} cannot be read or written: {error.strerror}") from error


def _update(folder: Path, content: dict[str, bytes], before: set[str]) -> Published:
    for name in content:
        if name not in before and (folder / name).exists():
            raise PublishError(f"{folder / name} is not from `kit publish`: move it away")
    written = [name for name, data in content.items() if _differs(folder / name, data)]
    removed = sorted(before - set(content))
    # Interrupted, the next run knows what this one wrote.
    _write_list(folder, before | set(content))
    for name in written:
        write_bytes(content[name], folder / name)
    for name in removed:
        _remove(folder, name)
    _write_list(folder, set(content))
    return Published(written, removed, sorted(set(content) - set(written)))


def handout(root: Path) -> dict[str, bytes]:
    """Return all files that students get, by their paths in the handout."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    package = {"pyproject.toml": _pyproject(project).encode(), **_starter(root, project)}
    notebooks = {
        f"{name}.ipynb": (root / "notebooks" / name / f"{name}.ipynb").read_bytes()
        for name in assignments()
    }
    return {
        "README.md": expand(_template("README.md"), "autograder/making/handout/README.md").encode(),
        "guide.md": (root / "docs" / "student.md").read_bytes(),
        "LICENSE": (root / "LICENSE").read_bytes(),
        ".gitignore": _template("gitignore").encode(),
        "environment.yml": _environment(project).encode(),
        **notebooks,
        **package,
        "starter.zip": _zip(package),
    }


def _template(name: str) -> str:
    return (files("autograder.making") / "handout" / name).read_text(encoding="utf-8")


def _starter(root: Path, project: dict) -> dict[str, bytes]:
    """Return the files of the package `starter`: its modules and its package data."""
    patterns = ["**/*.py", *project["tool"]["setuptools"]["package-data"]["starter"]]
    paths = {path for pattern in patterns for path in (root / "starter").glob(pattern)}
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(paths)}


def _pyproject(project: dict) -> str:
    """Return the pyproject.toml of `starter` alone, made from that of the project."""
    ours = project["project"]
    # JSON's strings and lists are TOML's as well.
    data = json.dumps(project["tool"]["setuptools"]["package-data"]["starter"])
    lines = [
        "[build-system]",
        f"requires = {json.dumps(project['build-system']['requires'])}",
        f"build-backend = {json.dumps(project['build-system']['build-backend'])}",
        "",
        "[project]",
        f"name = {json.dumps(ours['name'] + '-starter')}",
        f"version = {json.dumps(ours['version'])}",
        f"description = {json.dumps(ours['description'])}",
        f"requires-python = {json.dumps(ours['requires-python'])}",
        f"dependencies = {json.dumps(ours['dependencies'], indent=4)}",
        "",
        "[tool.setuptools.packages.find]",
        'include = ["starter*"]',
        "",
        "[tool.setuptools.package-data]",
        f"starter = {data}",
    ]
    return "\n".join(lines) + "\n"


def _environment(project: dict) -> str:
    """Return a student's environment.yml: `starter`, what it needs, and JupyterLab."""
    lab = next(
        line
        for line in project["project"]["optional-dependencies"]["instructor"]
        if line.startswith("jupyterlab")
    )
    lines = [
        "# `conda env create -f environment.yml`, then `conda activate cnn-rnn`.",
        "name: cnn-rnn",
        "channels:",
        "  - conda-forge",
        "dependencies:",
        "  - python=3.11",
        "  - pip",
        "  - pip:",
        f'      - "{lab}"',
        '      - "-e ."',
    ]
    return "\n".join(lines) + "\n"


def _zip(package: dict[str, bytes]) -> bytes:
    """Return the package as a zip that pip installs; the same package gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in sorted(package.items()):
            info = zipfile.ZipInfo(name, _DATE)
            info.external_attr = 0o644 << 16
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _refuse_unnamed() -> None:
    try:
        repository = unnamed()
    except KeyError as error:
        raise PublishError(error.args[0]) from error
    if repository:
        raise PublishError(
            f"{FILE} still has the repository {repository}, which is not yours: students' Colab "
            "would install from there. Name your public repository under [course], run `kit "
            "build`, and publish again"
        )


def _refuse_stale(root: Path, texts: dict[str, NotebookNode]) -> None:
    for name, text in texts.items():
        for line in stale(root, assignments()[name], text):
            raise PublishError(line)


def _refuse_leaks(texts: dict[str, NotebookNode], content: dict[str, bytes]) -> None:
    published = {name: _readable(name, data) for name, data in content.items()}
    for source in texts.values():
        secrets = secret_lines(source)
        for name, text in published.items():
            for line in sorted(secrets & {part.strip() for part in text.splitlines()}):
                raise PublishError(f"{name} would hold a line of a solution, `{line}`: take it out")


def _readable(name: str, data: bytes) -> str:
    """Return what a person reads in a file; arrays and archives of it say nothing."""
    if name.endswith(".ipynb"):
        return "\n".join(cell.source for cell in nbformat.reads(data.decode(), as_version=4).cells)
    return "" if name.endswith((".npz", ".zip")) else data.decode()


def _published_before(folder: Path, root: Path) -> set[str]:
    """Return the files that an earlier run wrote; none for a folder that is new or empty."""
    if folder.exists() and not folder.is_dir():
        raise PublishError(f"{folder} is a file: name a folder")
    if folder.resolve().is_relative_to((root / "starter").resolve()):
        raise PublishError(f"{folder} is a part of what is published: name a folder outside of it")
    if (folder / LIST).exists():
        return _read_list(folder)
    found = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    foreign = [name for name in found if name not in _FOREIGN]
    if foreign:
        raise PublishError(
            f"{folder} holds something else ({', '.join(foreign[:3])}): name a folder that is new, "
            "empty or an empty clone, or one that `kit publish` wrote"
        )
    return set()


def _read_list(folder: Path) -> set[str]:
    try:
        names = set(json.loads((folder / LIST).read_text(encoding="utf-8")))
        inside = all((folder / name).resolve().is_relative_to(folder.resolve()) for name in names)
    except (OSError, ValueError, TypeError):
        inside = False
    if not inside:
        raise PublishError(f"{folder / LIST} is damaged: publish into a new folder")
    return names


def _write_list(folder: Path, names: set[str]) -> None:
    write_bytes((json.dumps(sorted(names), indent=1) + "\n").encode(), folder / LIST)


def _differs(path: Path, data: bytes) -> bool:
    return not path.is_file() or path.read_bytes() != data


def _remove(folder: Path, name: str) -> None:
    """Remove a file, and the folders that it leaves empty."""
    path = folder / name
    path.unlink(missing_ok=True)
    for parent in path.parents:
        if parent == folder or not parent.is_dir() or any(parent.iterdir()):
            break
        parent.rmdir()
