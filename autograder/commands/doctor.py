"""The command that looks whether all is there."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from .terminal import console, project_root


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Look whether all that the kit needs is there, and say what mends the rest."""
    from ..doctor import examine, findings_table

    findings = examine(project_root())
    if as_json:
        print(json.dumps([vars(finding) for finding in findings], indent=1))
    else:
        console.print(findings_table(findings))
    if any(finding.state == "broken" for finding in findings):
        raise typer.Exit(1)
