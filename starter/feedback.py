"""Shows a check's result: as HTML in a notebook, and the same as plain text."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .examination import CheckResult
    from .verdict.findings import Finding

# Colour-blind safe, and legible on light and dark.
_COLOURS = {"passed": "#2b8cc4", "not attempted": "#8a8a8a", "not yet right": "#D55E00"}
_SIGNS = {"passed": "✓", "not attempted": "○", "not yet right": "✗"}


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
