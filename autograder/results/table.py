"""Shows scores in the terminal: students × exercises."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table

from starter.manifest import Assignment, Exercise

from ..grading.grade_class import Outcome


def scores_table(assignment: Assignment, outcomes: list[Outcome]) -> Table:
    """Return a table with a row for each student and a column for each exercise."""
    table = Table(
        title=assignment.title, caption="without written questions, which a person grades"
    )
    table.add_column("student")
    for exercise in assignment.exercises:
        bonus = " [dim](bonus)[/]" if exercise.bonus else ""
        table.add_column(
            f"{exercise.title}{bonus}\n[dim]of {exercise.points:g}[/]", justify="right"
        )
    most = sum(e.points for e in assignment.exercises if not e.bonus)
    table.add_column(f"total\n[dim]of {most:g}[/]", justify="right")
    late = any(outcome.penalty for outcome in outcomes)
    if late:
        table.add_column("late", justify="right")
    for outcome in outcomes:
        cells = [_cell(exercise, outcome) for exercise in assignment.exercises]
        student = escape(outcome.student)
        name = f"[red]{student} ![/]" if outcome.problem else student
        cost = [f"-{outcome.penalty:g}" if outcome.penalty else ""] if late else []
        table.add_row(name, *cells, f"[bold]{outcome.total:g}[/]", *cost)
    return table


def _cell(exercise: Exercise, outcome: Outcome) -> str:
    points = sum(outcome.points.get(check.grade_id, 0.0) for check in exercise.checks)
    colour = "green" if points == exercise.points else "red" if points == 0 else "yellow"
    return f"[{colour}]{points:g}[/]"
