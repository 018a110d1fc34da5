"""Commands that make things: notebooks, the handout, the gallery, a sample class, evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .terminal import Names, choose, console, project_root, refuse, say, tell


def build(
    names: Names = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail on stale.")] = False,
) -> None:
    """Build executed solution notebooks and student releases from the text in solutions/."""
    from ..course.errors import TextError
    from ..making.build_check import problems
    from ..making.building import build as build_all
    from ..making.gallery import write_readme_pictures

    chosen, root = choose(names), project_root()
    try:
        if check:
            found = problems(root, chosen)
            tell(found)
            console.print(f"{', '.join(chosen)}: what is built is what the text says.")
            return
        written = build_all(root, chosen) + ([] if names else write_readme_pictures(root))
        for path in written:
            say(str(path.relative_to(root)))
    except TextError as error:
        refuse(str(error), status=1)


def publish(
    folder: Annotated[Path, typer.Argument(help="New, empty, a clone, or published before.")],
) -> None:
    """Write the handout, all that students get, into FOLDER, ready to be pushed."""
    from ..course.errors import TextError
    from ..making.colab import repository
    from ..making.publishing import PublishError
    from ..making.publishing import publish as publish_all

    try:
        done = publish_all(project_root(), folder)
    except (PublishError, TextError) as error:
        refuse(str(error), status=1)
    for name in done.written:
        say(name)
    for name in done.removed:
        say(f"{name} (removed)")
    say(
        f"{folder}: {len(done.written)} files written, {len(done.removed)} removed, "
        f"{len(done.unchanged)} as before. Badges lead to {repository('page')} "
        "(`course` in starter/exercises.toml)."
    )


def gallery() -> None:
    """Render the executed solution notebooks into build/gallery, with an index of pictures."""
    from ..making.gallery import GalleryError
    from ..making.gallery import render_gallery as render

    root = project_root()
    try:
        written = render(root, root / "build" / "gallery")
    except GalleryError as error:
        refuse(str(error), status=1)
    say(f"{len(written)} files; open {written[-1]}")


def sample(names: Names = None) -> None:
    """Write a class of sample submissions, with the scores they must get, into course/."""
    from ..sample import students, write_class

    root = project_root()
    written = write_class(root, choose(names))
    console.print(
        f"{len(students())} students, {len(written) - 1} submissions in course/submitted, "
        f"expected scores in {written[-1].relative_to(root)}"
    )


def evidence(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail on stale.")] = False,
) -> None:
    """Judge the whole catalogue of submissions and write docs/checks.md and its picture."""
    from ..catalogue.evidence import documents
    from ..course.files import write_bytes

    root, stale = project_root(), []
    for name, text in documents().items():
        path, data = root / name, text.encode()
        if not check:
            write_bytes(data, path)
            say(name)
        elif not path.is_file() or path.read_bytes() != data:
            stale.append(f"{name} is stale; run `kit evidence`")
    tell(stale)
    if check:
        say("The evidence is what the checks find.")
