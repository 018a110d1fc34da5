"""What commands share: where they print, how they end, whom and which assignments they take.

The kit's other modules are imported where a command needs them: `kit --help` loads none of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

console = Console()
errors = Console(stderr=True)

Names = Annotated[list[str] | None, typer.Argument(help="Assignments; all of them by default.")]
Students = Annotated[list[str] | None, typer.Option("--student", help="Only these students.")]


class Sandbox(str, Enum):
    """Whether student code is shut off while it runs."""

    on = "on"
    off = "off"


InSandbox = Annotated[
    Sandbox, typer.Option("--sandbox", help="`off`: students' code may do all that you may.")
]
Seed = Annotated[int | None, typer.Option(min=0, help="Of the challenges; random by default.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON, and only that.")]


def say(line: str) -> None:
    """Print a line as it is."""
    console.print(_printable(line), markup=False, highlight=False, soft_wrap=True)


def warn(line: str) -> None:
    """Print a line as it is where errors go."""
    errors.print(_printable(line), markup=False, highlight=False, soft_wrap=True)


def _printable(line: str) -> str:
    """Return a line without what would drive the terminal: names in it may be a student's."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", line)


def show_json(result: dict | list) -> None:
    """Print a result as its schema in `schemas/` says; paths are text."""
    print(json.dumps(result, indent=1, default=Path.as_posix, allow_nan=False))


def refuse(message: str, status: int) -> None:
    """End the command with one line that says what to do."""
    warn(f"kit: {message}")
    raise typer.Exit(status)


def tell(lines: list[str]) -> None:
    """Print findings; end with status 1 where there are any."""
    for line in lines:
        warn(line)
    if lines:
        raise typer.Exit(1)


def project_root() -> Path:
    """Return the folder of the course."""
    from ..course.configuration import project_root as found

    return found()


def choose(names: list[str] | None) -> list[str]:
    """Return the assignments that are meant; refuse one that there is not."""
    from starter.manifest import assignments

    for name in names or ():
        if name not in assignments():
            refuse(f"no assignment {name!r}; there are {', '.join(assignments())}", status=2)
    return names or list(assignments())


def handed_in(names: list[str] | None) -> list[str]:
    """Return the assignments that are meant, by default those that somebody handed in."""
    known = choose(names)
    folder = project_root() / "course" / "submitted"
    found = [name for name in known if any(folder.glob(f"*/{name}"))]
    return known if names else found or known


def only(found: list[str], wanted: list[str] | None) -> list[str]:
    """Return the students who are meant, all by default; refuse one who handed nothing in."""
    unknown = sorted(set(wanted or ()) - set(found))
    if unknown:
        refuse(f"no submission by {', '.join(unknown)}; there are {', '.join(found)}", status=2)
    return [student for student in found if not wanted or student in wanted]


@contextmanager
def progress(name: str, total: int, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """Show a bar; yield what moves it on, with the student who is done."""
    columns = (
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[student]}"),
    )
    with Progress(*columns, console=errors, disable=quiet) as bar:
        task = bar.add_task(name, total=total, student="")
        yield lambda student: bar.update(task, advance=1, student=student)


class _RateColumn(ProgressColumn):
    def render(self, task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "", style="progress.data.speed")
