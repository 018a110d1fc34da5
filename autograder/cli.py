"""The command `kit`. Exit status 0, 1 for findings, 2 for wrong use."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timezone
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

from starter.manifest import ManifestError, assignments

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


class Format(str, Enum):
    """What grades are exported to."""

    canvas = "canvas"
    moodle = "moodle"
    gradescope = "gradescope"
    csv = "csv"
    gradescope_autograder = "gradescope-autograder"


class Sandbox(str, Enum):
    """Whether student code is shut off while it runs."""

    on = "on"
    off = "off"


Names = Annotated[list[str] | None, typer.Argument(help="Assignments; all of them by default.")]


@app.command()
def build(
    names: Names = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail on stale.")] = False,
) -> None:
    """Build executed solution notebooks and student releases from the text in solutions/."""
    from .build import build as build_all
    from .build_check import problems
    from .errors import TextError
    from .gallery import write_readme_pictures

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
        written = build_all(root, chosen) + ([] if names else write_readme_pictures(root))
        for path in written:
            console.print(str(path.relative_to(root)), highlight=False)
    except TextError as error:
        _refuse(str(error), status=1)


@app.command()
def publish(
    folder: Annotated[Path, typer.Argument(help="New, empty, a clone, or published before.")],
) -> None:
    """Write the handout, all that students get, into FOLDER, ready to be pushed."""
    from .errors import TextError
    from .publish import PublishError
    from .publish import publish as publish_all

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
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; one a core by default.")
    ] = None,
    cluster: Annotated[str, typer.Option(help="A Dask scheduler's address, or `slurm`.")] = "",
    sandbox: Annotated[
        Sandbox, typer.Option(help="`off`: students' code may do all that you may.")
    ] = Sandbox.on,
    seed: Annotated[int | None, typer.Option(help="Of the challenges; random by default.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Run unchanged ones too.")] = False,
    expect: Annotated[Path | None, typer.Option(help="Fail when scores differ from these.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcomes as JSON.")] = False,
) -> None:
    """Grade all submissions into course/gradebook.db; unchanged ones are not run again."""
    from .grade import GradingError, Settings, compare, find_submissions, read_expected
    from .grade import grade as grade_all
    from .table import scores_table

    given = {"workers": workers, "seed": seed}
    settings = Settings(
        cluster=cluster,
        sandbox=sandbox is Sandbox.on,
        again=again,
        **{name: value for name, value in given.items() if value is not None},
    )
    root, outcomes, differences = project_root(), {}, []
    try:
        for name in _chosen(names):
            found = _only(find_submissions(root, name), student)
            wanted = read_expected(expect, name) if expect else {}
            with _progress(name, len(found), quiet=as_json) as advance:
                outcomes[name] = grade_all(root, name, found, settings, advance)
            differences += compare(outcomes[name], wanted)
            if not as_json:
                console.print(scores_table(assignments()[name], outcomes[name]))
                console.print(_summary(outcomes[name], settings), markup=False, highlight=False)
    except GradingError as error:
        _refuse(str(error), status=2)
    except KeyboardInterrupt:
        _refuse("interrupted; what was graded is kept, and the next run goes on", status=130)
    if as_json:
        print(json.dumps({n: [vars(o) for o in found] for n, found in outcomes.items()}, indent=1))
    for outcome in (o for found in outcomes.values() for o in found):
        lines = [outcome.problem] if outcome.problem else []
        for line in [*lines, *(f"healed: {note}" for note in outcome.healed), *outcome.incidents]:
            errors.print(f"{outcome.student}: {line}", markup=False, soft_wrap=True)
    for line in differences:
        errors.print(line, markup=False, soft_wrap=True)
    if differences:
        _refuse(f"{len(differences)} scores are not as expected", status=1)
    if expect and not as_json:
        console.print("All scores are as expected.")


def _summary(outcomes: list, settings) -> str:
    """Return what a run did in one line, with what is needed to do exactly the same again."""
    kept = sum(outcome.kept for outcome in outcomes)
    failed = sum(bool(outcome.problem) for outcome in outcomes)
    counts = f"{len(outcomes) - kept - failed} graded, {kept} unchanged"
    counts += f", {failed} could not be graded" if failed else ""
    line = f"{counts}; challenges from --seed {settings.seed}"
    return line if settings.sandbox else f"{line}; WITHOUT a sandbox"


@app.command()
def collect(
    source: Annotated[Path, typer.Argument(help="A zip from Canvas or Moodle, or a folder.")],
    assignment: Annotated[
        str | None, typer.Option(help="What all of them are; each notebook tells by default.")
    ] = None,
    roster: Annotated[
        Path | None, typer.Option(help="A CSV of the class, also Canvas's or Moodle's own.")
    ] = None,
    due: Annotated[
        datetime | None,
        typer.Option(help="In UTC: late is after it, where the LMS only marks who is."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say it, and write nothing.")] = False,
) -> None:
    """Bring submissions out of an LMS into course/submitted, and who is who into its roster."""
    from .collect import CollectError
    from .collect import collect as collect_all

    _chosen([assignment] if assignment else None)
    due = due.replace(tzinfo=timezone.utc) if due else None
    try:
        found = collect_all(project_root(), source, assignment, roster, due, dry_run)
    except CollectError as error:
        _refuse(str(error), status=2)
    for one in found.placed:
        if dry_run:
            console.print(f"{one.state}: {one.student}/{one.assignment}", markup=False)
        if one.line:
            errors.print(one.line, markup=False, highlight=False, soft_wrap=True)
    for line in [*found.notes, *found.unplaced, *found.refused]:
        errors.print(line, markup=False, highlight=False, soft_wrap=True)
    states = Counter(one.state for one in found.placed)
    counts = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    tail = "; nothing was written" if dry_run else " in course/submitted, course/roster.csv"
    console.print(
        f"{found.layout}: {len(found.placed)} submissions ({counts or 'none'}){tail}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    if found.refused or found.unplaced:
        raise typer.Exit(1)


@app.command()
def heal(
    names: Names = None,
    student: Annotated[list[str] | None, typer.Option(help="Only these students.")] = None,
) -> None:
    """Say what is damaged in submissions and how it is healed; originals stay as they are."""
    from .grade import GradingError, find_submissions, prepare_gradebook, released_cells
    from .healing.course import heal_class

    root, unreadable = project_root(), 0
    try:
        for name in _chosen(names):
            found = _only(find_submissions(root, name), student)
            prepare_gradebook(root, name)
            known = released_cells(root, name)
            with _progress(f"{name} healing", len(found), quiet=False) as advance:
                results = list(heal_class(root, name, found, known, advance))
            for one in results:
                for line in [one.problem] if one.problem else one.notes:
                    console.print(
                        f"{one.student}: {line}", markup=False, highlight=False, soft_wrap=True
                    )
            healed = sum(one.copy is not None for one in results)
            console.print(f"{name}: {healed} of {len(results)} healed, copies in course/healed")
            unreadable += sum(bool(one.problem) for one in results)
    except GradingError as error:
        _refuse(str(error), status=2)
    except OSError as error:
        _refuse(f"{error.filename} cannot be written ({error.strerror})", status=2)
    if unreadable:
        raise typer.Exit(1)


@app.command()
def feedback(
    names: Names = None,
    student: Annotated[list[str] | None, typer.Option(help="Only these students.")] = None,
) -> None:
    """Write an HTML page for each graded student into course/feedback."""
    from .feedback_pages import graded, write_pages
    from .results import NothingGraded, read_results

    def write(name: str) -> list[str]:
        read_results(root, name)  # says what is wrong with the gradebook before a page is touched
        found = graded(root, name)
        if not found:
            raise NothingGraded(f"nothing of {name} is graded yet; run `kit grade {name}` first")
        found = _only(found, student) if student else found
        with _progress(f"{name} feedback", len(found), quiet=False) as advance:
            failures = write_pages(root, name, found, advance)
        console.print(f"{name}: {len(found) - len(failures)} pages in course/feedback")
        return failures

    root = project_root()
    _tell(_for_each_graded(names, write))


@app.command()
def report(
    names: Names = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the numbers as JSON.")] = False,
) -> None:
    """Write a page on what the class has and has not understood into course/report."""
    from .report import summary, summary_table, write_report

    def write(name: str) -> list[str]:
        overview, path = write_report(root, name)
        if as_json:
            told[name] = summary(overview)
            return []
        console.print(summary_table(overview))
        console.print(f"{name}: {path.relative_to(root)}", highlight=False)
        return []

    root, told = project_root(), {}
    _for_each_graded(names, write)
    if as_json:
        print(json.dumps(told, indent=1))


@app.command()
def export(
    to: Annotated[Format, typer.Argument(help="What to write.")],
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Assignments, all by default; OUT.zip for gradescope-autograder."),
    ] = None,
    template: Annotated[
        Path | None, typer.Option(help="The LMS's own CSV, to be filled in.")
    ] = None,
) -> None:
    """Write grades for an LMS into course/export, or the kit as Gradescope's autograder."""
    from .export import ExportError, write_autograder
    from .export import export as export_all

    def write(name: str) -> list[str]:
        written, notes = export_all(root, to.value, name, template)
        shown = written[0] if len(written) == 1 else written[0].parents[1]
        console.print(f"{name}: {shown.relative_to(root)}", highlight=False, soft_wrap=True)
        return notes

    root = project_root()
    if to is not Format.gradescope_autograder:
        _tell(_for_each_graded(names, write))
        return
    if len(names or ()) != 1:
        _refuse("say where: `kit export gradescope-autograder autograder.zip`", status=2)
    try:
        console.print(str(write_autograder(root, Path(names[0]))), highlight=False)
    except ExportError as error:
        _refuse(str(error), status=2)


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Look whether all that the kit needs is there, and say what mends the rest."""
    from .doctor import examine, findings_table

    findings = examine(project_root())
    if as_json:
        print(json.dumps([vars(finding) for finding in findings], indent=1))
    else:
        console.print(findings_table(findings))
    if any(finding.state == "broken" for finding in findings):
        raise typer.Exit(1)


@app.command()
def evidence() -> None:
    """Judge the whole catalogue of submissions and write docs/checks.md."""
    from .evidence import document
    from .files import write_bytes

    root = project_root()
    path = root / "docs" / "checks.md"
    write_bytes(document().encode(), path)
    console.print(str(path.relative_to(root)), highlight=False)


def _for_each_graded(names: list[str] | None, write: Callable[[str], list[str]]) -> list[str]:
    """Do something for assignments, by default all that are graded; return what it said."""
    from .results import NothingGraded, ResultsError

    notes, lacking = [], []
    chosen = _chosen(names)
    for name in chosen:
        try:
            notes += write(name)
        except NothingGraded as error:
            lacking.append(str(error))
        except ResultsError as error:
            _refuse(str(error), status=2)
    if lacking and (names or len(lacking) == len(chosen)):
        _refuse(lacking[0], status=2)
    return notes


def _tell(lines: list[str]) -> None:
    """Print findings; end with status 1 where there are any."""
    for line in lines:
        errors.print(line, markup=False, highlight=False, soft_wrap=True)
    if lines:
        raise typer.Exit(1)


def _only(found: list[str], wanted: list[str] | None) -> list[str]:
    unknown = sorted(set(wanted or ()) - set(found))
    if unknown:
        _refuse(f"no submission by {', '.join(unknown)}; there are {', '.join(found)}", status=2)
    return [student for student in found if not wanted or student in wanted]


class _RateColumn(ProgressColumn):
    def render(self, task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "", style="progress.data.speed")


def _progress(name: str, total: int, quiet: bool):
    from contextlib import contextmanager

    columns = (
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[student]}"),
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
    except ManifestError as error:
        errors.print(f"kit: {error}", markup=False, highlight=False, soft_wrap=True)
        raise SystemExit(2) from error
