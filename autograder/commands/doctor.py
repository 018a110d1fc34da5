"""The command that looks whether all is there."""

from __future__ import annotations

import typer

from .terminal import AsJson, console, project_root, show_json


def doctor(as_json: AsJson = False) -> None:
    """Look whether all that the kit needs is there, and say what mends the rest."""
    from ..doctor import examine, findings_table

    findings = examine(project_root())
    if as_json:
        show_json([vars(finding) for finding in findings])
    else:
        console.print(findings_table(findings))
    if any(finding.state == "broken" for finding in findings):
        raise typer.Exit(1)
