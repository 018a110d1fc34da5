"""The command `kit`. Exit status 0, 1 for findings, 2 for wrong use."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from starter.manifest import assignments

from .colab import repository
from .configuration import project_root

app = typer.Typer(
    help="Builds, samples and grades the assignments on CNNs and RNNs.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
console = Console()
errors = Console(stderr=True)

Names = Annotated[list[str] | None, typer.Argument(help="Assignments; all of them by default.")]


@app.command()
def build(
    names: Names = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail on stale.")] = False,
) -> None:
    """Build executed solution notebooks and student releases from the text in solutions/."""
    from .build import build as build_all
    from .build_check import problems
    from .text import TextError

    chosen, root = _chosen(names), project_root()
    try:
        if check:
            found = problems(root, chosen)
            for line in found:
                errors.print(line, markup=False, highlight=False, soft_wrap=True)
            if found:
                raise typer.Exit(1)
            console.print(f"{', '.join(chosen)}: what is built is what the text says.")
            return
        for path in build_all(root, chosen):
            console.print(str(path.relative_to(root)), highlight=False)
    except TextError as error:
        _refuse(str(error), status=1)


@app.command()
def publish(
    folder: Annotated[Path, typer.Argument(help="New, empty, a clone, or published before.")],
) -> None:
    """Write the handout, all that students get, into FOLDER, ready to be pushed."""
    from .publish import PublishError
    from .publish import publish as publish_all
    from .text import TextError

    try:
        done = publish_all(project_root(), folder)
    except (PublishError, TextError) as error:
        _refuse(str(error), status=1)
    for name in done.written:
        console.print(name, highlight=False)
    for name in done.removed:
        console.print(f"{name} (removed)", highlight=False)
    console.print(
        f"{folder}: {len(done.written)} files written, {len(done.removed)} removed, "
        f"{len(done.unchanged)} as before. Badges lead to {repository('page')} "
        "(`course` in starter/exercises.toml).",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


@app.command()
def gallery() -> None:
    """Render the executed solution notebooks into build/gallery, with an index of pictures."""
    from .gallery import GalleryError
    from .gallery import gallery as render

    root = project_root()
    try:
        written = render(root, root / "build" / "gallery")
    except GalleryError as error:
        _refuse(str(error), status=1)
    console.print(f"{len(written)} files; open {written[-1]}", highlight=False, soft_wrap=True)


@app.command()
def sample(names: Names = None) -> None:
    """Write a class of sample submissions, with the scores they must get, into course/."""
    from .sample import students, write_class

    root = project_root()
    written = write_class(root, _chosen(names))
    console.print(
        f"{len(students())} students, {len(written) - 1} submissions in course/submitted, "
        f"expected scores in {written[-1].relative_to(root)}"
    )


@app.command()
def grade(
    names: Names = None,
    student: Annotated[list[str] | None, typer.Option(help="Only these students.")] = None,
    expect: Annotated[Path | None, typer.Option(help="Fail when scores differ from these.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcomes as JSON.")] = False,
) -> None:
    """Grade all submissions into course/gradebook.db and write feedback for each student."""
    from .grade import GradingError, compare, find_submissions, read_expected
    from .grade import grade as grade_all
    from .table import scores_table

    root, outcomes, differences = project_root(), {}, []
    try:
        for name in _chosen(names):
            found = _only(find_submissions(root, name), student)
            wanted = read_expected(expect, name) if expect else {}
            with _progress(name, len(found), quiet=as_json) as advance:
                outcomes[name] = grade_all(root, name, found, advance)
            differences += compare(outcomes[name], wanted)
            if not as_json:
                console.print(scores_table(assignments()[name], outcomes[name]))
    except GradingError as error:
        _refuse(str(error), status=2)
    if as_json:
        print(json.dumps({n: [vars(o) for o in found] for n, found in outcomes.items()}, indent=1))
    for outcome in (o for found in outcomes.values() for o in found if o.problem):
        errors.print(f"{outcome.student}: {outcome.problem}", markup=False, soft_wrap=True)
    for line in differences:
        errors.print(line, markup=False, soft_wrap=True)
    if differences:
        _refuse(f"{len(differences)} scores are not as expected", status=1)
    if expect and not as_json:
        console.print("All scores are as expected.")


@app.command()
def evidence() -> None:
    """Judge the whole catalogue of submissions and write docs/checks.md."""
    from .build import write_bytes
    from .evidence import document

    root = project_root()
    path = root / "docs" / "checks.md"
    write_bytes(document().encode(), path)
    console.print(str(path.relative_to(root)), highlight=False)


def _only(found: list[str], wanted: list[str] | None) -> list[str]:
    unknown = sorted(set(wanted or ()) - set(found))
    if unknown:
        _refuse(f"no submission by {', '.join(unknown)}; there are {', '.join(found)}", status=2)
    return [student for student in found if not wanted or student in wanted]


def _progress(name: str, total: int, quiet: bool):
    from contextlib import contextmanager

    columns = (
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[student]}"),
        TimeRemainingColumn(),
    )

    @contextmanager
    def context():
        with Progress(*columns, console=errors, disable=quiet) as bar:
            task = bar.add_task(name, total=total, student="")
            yield lambda student: bar.update(task, advance=1, student=student)

    return context()


def _chosen(names: list[str] | None) -> list[str]:
    for name in names or ():
        if name not in assignments():
            _refuse(f"no assignment {name!r}; there are {', '.join(assignments())}", status=2)
    return names or list(assignments())


def _refuse(message: str, status: int) -> None:
    errors.print(f"kit: {message}", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(status)


def main() -> None:
    """Run the command line."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit("kit: interrupted; what was graded so far is recorded")
