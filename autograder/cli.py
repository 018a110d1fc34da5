"""The command `kit`. Exit status 0, 1 for findings, 2 for wrong use."""

from __future__ import annotations

import typer

from .commands import catalogue, checking, collecting, doctor, grading, making, results
from .commands.terminal import warn
from .course.errors import TextError
from .grading import end_as_by_ctrl_c

app = typer.Typer(
    help="Builds, samples and grades the assignments on CNNs and RNNs.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for command in (
    making.build,
    making.publish,
    making.gallery,
    making.sample,
    grading.grade,
    checking.check,
    collecting.collect,
    collecting.heal,
    results.feedback,
    results.report,
    results.export,
    doctor.doctor,
    making.evidence,
):
    app.command()(command)
app.add_typer(catalogue.app, name="catalogue")


def main() -> None:
    """Run the command line."""
    end_as_by_ctrl_c()
    try:
        app()
    except OSError as error:
        warn(f"kit: {error.filename or 'a file'} cannot be used ({error.strerror or error})")
        raise SystemExit(2) from error
    except Exception as error:
        from starter.manifest import ManifestError

        if not isinstance(error, ManifestError | TextError):
            raise
        warn(f"kit: {error}")
        raise SystemExit(2) from error
