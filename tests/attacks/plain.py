"""Runs the hostile submissions under nbgrader's own Execute and writes down what they gain there.

`python -m tests.attacks.plain [NAME...]` writes `plain.toml`, in a sandbox of its own; the lines of
attacks that are not named stay. Attacks that would take the machine down are left out.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat

from autograder.course.files import write_bytes
from autograder.grading.grade_class import database, prepare_gradebook
from autograder.grading.recording import read_all_points
from benchmarks.grading import PLAIN
from starter.manifest import assignments, tomllib

from .pages import formgrade_page, scripts_in
from .reading import ROOT, Attack, attacks, release
from .tampering import TAMPERINGS

SECONDS = 150
ALL = {a.name: a for a in attacks()} | {tamper.__name__: tamper for tamper in TAMPERINGS}
SECRET = "what another student wrote"
HEAD = "# Written by `python -m tests.attacks.plain`: gains under nbgrader's own Execute.\n"
TARGET = Path(__file__).with_name("plain.toml")


def main() -> None:
    """Run attacks in a sandbox, from outside; `--inside` is what runs there."""
    names = [a for a in sys.argv[1:] if a != "--inside"] or list(ALL)
    if "--inside" in sys.argv:
        for name, gains in _all(Path("/tmp/course"), Path("/tmp/kit"), names):
            print(f"{name} = {json.dumps(gains)}", flush=True)
        return
    bound = ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"]
    walls = ["bwrap", "--unshare-net", "--unshare-pid", "--die-with-parent"]
    inside = [sys.executable, "-m", "tests.attacks.plain", "--inside", *names]
    found = tomllib.loads(TARGET.read_text("utf-8")) if TARGET.exists() else {}
    with subprocess.Popen(
        [*walls, *bound, "--", *inside], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout:
            found |= tomllib.loads(line)
            print(line, end="", flush=True)
    lines = [f"{name} = {json.dumps(found[name])}\n" for name in ALL if name in found]
    write_bytes("".join([HEAD, *lines]).encode(), TARGET)


def _all(course: Path, kit: Path, names: list[str]):
    """Yield attacks with what they gain."""
    for name in ("autograder", "starter", "tests", "benchmarks", "solutions", "notebooks"):
        shutil.copytree(ROOT / name, kit / name)
    for name in ("solutions", "notebooks"):
        shutil.copytree(ROOT / name, course / name)
    config = (ROOT / "nbgrader_config.py").read_text()
    (course / "nbgrader_config.py").write_text(config + PLAIN + "c.Execute.timeout = 8\n")
    prepare_gradebook(course, "rnn")
    honest = sum(_run(None, course, kit)[0].values())
    for name in names:
        attack = ALL[name]
        if isinstance(attack, Attack) and attack.alone:
            yield name, "not run there: it takes the machine down"
            continue
        points, harms = _run(attack, course, kit)
        gained = sum(points.values()) - honest
        told = [f"{gained:g} of 22 points"] if gained > 0 else []
        yield name, "; ".join(told + harms) or "nothing"


def _run(attack: Attack | Callable | None, course: Path, kit: Path) -> tuple[dict, list[str]]:
    """Return the points of the student who attacks, and the harm that was done."""
    scratch = Path("/tmp/run")
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(course, scratch / "course")
    shutil.copytree(kit, scratch / "kit")
    root, witness = scratch / "course", scratch / "witness"
    other = root / "course" / "submitted" / "other" / "rnn" / "rnn.ipynb"
    other.parent.mkdir(parents=True)
    other.write_text(json.dumps({"note": SECRET}))
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        notebook = release()
        if isinstance(attack, Attack):
            notebook = attack.notebook(root, witness, port)
        elif attack:
            attack(notebook)
        handed_in = root / "course" / "submitted" / "mallory" / "rnn" / "rnn.ipynb"
        handed_in.parent.mkdir(parents=True)
        nbformat.write(notebook, handed_in)
        before = _kit(scratch)
        harms = [] if _autograde(root, scratch / "kit") else ["the run hangs"]
        with contextlib.suppress(TimeoutError):
            server.accept()
            harms.append("a line to the outside")
    points = read_all_points(database(root), assignments()["rnn"])
    made = root / "course" / "autograded" / "mallory" / "rnn" / "rnn.ipynb"
    text = made.read_text() if made.exists() else ""
    harms += [
        words
        for words, seen in (
            ("runs where it should not", witness.exists()),
            ("reads what others wrote", SECRET in text),
            ("reads the gradebook", "SQLite format 3" in text),
            ("changes the kit", _kit(scratch) != before),
            ("plants a module", (root / "sitecustomize.py").exists()),
            ("changes scores in the gradebook", _changed(root)),
            ("leaves a process", _ended_sleepers()),
        )
        if seen
    ]
    harms += _harms_of_page(text) if text else []
    return points.get("mallory", {}), harms


def _harms_of_page(text: str) -> list[str]:
    """Return what formgrader's page of an autograded notebook does to who grades it."""
    try:
        page = formgrade_page(nbformat.reads(text, as_version=4))
    except Exception:  # whatever a template raises: formgrader's handler shows an error then
        return ["no page to grade in"]
    return ["scripts in the page"] if scripts_in(page) else []


def _autograde(root: Path, kit: Path) -> bool:
    """Run nbgrader and say whether it came to an end."""
    command = [sys.executable, "-m", "nbgrader", "autograde", "rnn", "--student=mallory"]
    environment = os.environ | {"PYTHONPATH": str(kit)}
    process = subprocess.Popen(
        command, cwd=root, env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        process.wait(SECONDS)
        return True
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return False


def _kit(scratch: Path) -> str:
    return "".join(p.read_text() for p in sorted((scratch / "kit" / "starter").rglob("*.py")))


def _changed(root: Path) -> bool:
    import sqlite3

    with contextlib.closing(sqlite3.connect(root / "course" / "gradebook.db")) as connection:
        row = connection.execute("SELECT count(*) FROM grade WHERE manual_score = 100")
        return row.fetchone()[0] > 0


def _ended_sleepers() -> bool:
    """End what an attack left running and say whether there was anything."""
    return subprocess.run(["pkill", "-f", "sleep 98765"], check=False).returncode == 0


if __name__ == "__main__":
    main()
