"""Commands that show the catalogue: right and wrong submissions of every exercise."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated

import typer

from .terminal import refuse, say

app = typer.Typer(help="Show the catalogue of right and wrong submissions.", no_args_is_help=True)


@app.command("list")
def names(
    exercise: Annotated[str, typer.Argument(help="Only this exercise.")] = "",
) -> None:
    """List the submissions of the catalogue: name, fair or wrong, what it does."""
    found = _submissions()
    exercises = list(dict.fromkeys(one.exercise for one in found.values()))
    if exercise and exercise not in exercises:
        refuse(f"no exercise {exercise!r}; there are {', '.join(exercises)}", status=2)
    for name, one in found.items():
        if exercise in ("", one.exercise):
            say(f"{name} ({one.kind}): {one.about}")


@app.command()
def show(name: Annotated[str, typer.Argument(help="EXERCISE/NAME, as `list` has it.")]) -> None:
    """Print a submission of the catalogue as a whole program."""
    found = _submissions()
    if name not in found:
        near = ", ".join(get_close_matches(name, found, cutoff=0.4))
        hint = f"there is {near}" if near else "see `kit catalogue list`"
        refuse(f"no submission {name!r} in the catalogue; {hint}", status=2)
    say(found[name].program.rstrip())


def _submissions():
    from starter.manifest import assignments

    from ..catalogue import fair, wrong

    exercises = [one.id for assignment in assignments().values() for one in assignment.exercises]
    found = [one for name in exercises for kind in (fair, wrong) for one in kind(name)]
    return {f"{one.exercise}/{one.name}": one for one in found}
