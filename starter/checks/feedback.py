"""The results of checks, and how they are shown: as HTML in a notebook, and as plain text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from ..manifest import Check, Exercise
from ..verdict.findings import Finding

# Colour-blind safe, and legible on light and dark.
_COLOURS = {"passed": "#2b8cc4", "not attempted": "#8a8a8a", "not yet right": "#D55E00"}
_SIGNS = {"passed": "✓", "not attempted": "○", "not yet right": "✗"}


@dataclass(frozen=True)
class CheckResult:
    """What came of one check: its findings, and the points they leave."""

    check: Check
    class_name: str
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    @property
    def status(self) -> str:
        """`passed`, `not attempted` or `not yet right`."""
        if self.passed:
            return "passed"
        attempted = any(finding.code != "not_attempted" for finding in self.findings)
        return "not yet right" if attempted else "not attempted"

    @property
    def points(self) -> float:
        """Points earned: all or none."""
        return self.max_points if self.passed else 0.0

    @property
    def max_points(self) -> float:
        """Points that the check is worth."""
        return self.check.points

    def __str__(self) -> str:
        return as_text(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return as_html(self)


@dataclass(frozen=True)
class Report:
    """What came of all checks of an exercise."""

    exercise: Exercise
    checks: Mapping[str, CheckResult]

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(result.passed for result in self.checks.values())

    @property
    def points(self) -> float:
        """Points earned in all."""
        return sum(result.points for result in self.checks.values())

    @property
    def max_points(self) -> float:
        """Points that the exercise is worth."""
        return self.exercise.points

    def __str__(self) -> str:
        return "\n".join(str(result) for result in self.checks.values())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return "".join(result._repr_html_() for result in self.checks.values())


def as_text(result: CheckResult, hint: bool = False) -> str:
    """Return the result as lines of text, with one more hint a finding if asked for."""
    lines = [f"{_SIGNS[result.status]} {result.check.id}: {_headline(result)}"]
    for finding in result.findings:
        lines.append(f"  • {finding.message}")
        lines += [
            f"      {what}: wanted {want}, found {got}" for what, want, got in finding.details
        ]
        if hint and finding.hint:
            lines.append(f"    Hint: {finding.hint}")
    lines += [
        f"\n{finding.exhibit}\n" for finding in result.findings if finding.exhibit is not None
    ]
    if any(f.hint for f in result.findings) and not hint:
        lines.append(f"  For a hint: {_call(result)}")
    return "\n".join(lines)


def as_html(result: CheckResult, hint: bool = False) -> str:
    """Return the result as HTML; hints are folded away, or open if asked for."""
    colour = _COLOURS[result.status]
    head = (
        f"<div style='border-left:4px solid {colour};padding:2px 10px'>"
        f"<b><span style='color:{colour}'>{_SIGNS[result.status]}</span> "
        f"{escape(result.check.id)}</b>: "
        f"{escape(_headline(result))}"
    )
    findings = "".join(_finding_html(finding, hint) for finding in result.findings)
    exhibits = [f.exhibit._repr_html_() for f in result.findings if f.exhibit is not None]
    return f"{head}{findings}{''.join(exhibits)}</div>"


def _finding_html(finding: Finding, hint: bool) -> str:
    parts = [f"<p style='margin:6px 0'>{escape(finding.message)}</p>"]
    if finding.details:
        head = "<tr><th></th><th>wanted</th><th>found</th></tr>"
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
            for row in finding.details
        )
        parts.append(f"<table>{head}{rows}</table>")
    if finding.hint:
        opened = " open" if hint else ""
        parts.append(f"<details{opened}><summary>Hint</summary>{escape(finding.hint)}</details>")
    return "".join(parts)


def _headline(result: CheckResult) -> str:
    earned, worth = (_number(n) for n in (result.points, result.max_points))
    return f"{result.status} ({earned} of {worth} {'point' if worth == '1' else 'points'})"


def _call(result: CheckResult) -> str:
    return f'check("{result.check.id}", {result.class_name}, hint=True)'


def _number(value: float) -> str:
    return f"{value:g}"
