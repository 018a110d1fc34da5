"""Shows a report's main numbers in the terminal."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table

from .overview import Overview


def summary_table(overview: Overview) -> Table:
    """Return the scores, the hardest checks, the most frequent mistakes, who needs a person."""
    table = Table(title=overview.assignment.title, show_header=False)
    table.add_column(style="bold")
    table.add_column()
    most, run = overview.results.max_score, overview.run
    table.add_row("students", f"{len(overview.rows)}, {run.failed} could not be graded")
    table.add_row("points", f"mean {overview.mean:.1f}, median {overview.median:.1f} of {most:g}")
    hardest = sorted(overview.checks, key=lambda rate: rate.share)[:3]
    table.add_row("hardest", "\n".join(f"{_name(r)}: {r.share:.0%} passed" for r in hardest))
    frequent = [
        f"{len(m.students)} × {m.exercise.title}: {escape(m.message or m.code)}"
        for m in overview.misconceptions[:5]
    ]
    table.add_row("mistakes", "\n".join(frequent) or "none")
    table.add_row("by hand", f"{len(overview.hand_checks)} students need a person")
    table.add_row("healed", f"{len(overview.healed)} submissions")
    table.add_row("run", f"{run.seconds:.0f} s of processor time; {run.open} without a sandbox")
    return table


def summary_facts(overview: Overview) -> dict:
    """Return the main numbers as JSON values, for programs."""
    return {
        "students": len(overview.rows),
        "mean": overview.mean,
        "median": overview.median,
        "max_score": overview.results.max_score,
        "passed": {f"{rate.exercise.id}.{rate.name}": rate.passed for rate in overview.checks},
        "misconceptions": [
            {"exercise": m.exercise.id, "code": m.code, "students": m.students}
            for m in overview.misconceptions
        ],
        "by_hand": {entry.student: entry.lines for entry in overview.hand_checks},
        "healed": {entry.student: entry.lines for entry in overview.healed},
        "without_sandbox": overview.run.open,
    }


def _name(rate) -> str:
    return f"{rate.exercise.title}, {rate.name}"
