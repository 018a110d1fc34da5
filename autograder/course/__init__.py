"""What all steps share about a course: configuration, steps, files, times, sheets, bounds.

May import sandbox.
"""

from starter.public import attach

__all__, __getattr__ = attach(
    __name__,
    {
        "bounds": "Bounds Exceeded read_bounds within",
        "configuration": (
            "COURSE KERNEL_ARGUMENTS TEXT_STUB configure course_config database project_root "
            "gradebook_name quiet_nbgrader quiet_sqlalchemy set_stubs"
        ),
        "errors": "TextError",
        "files": "as_text from_text write_bytes write_notebook",
        "sheets": "Sheet SheetError number parse_sheet read_sheet undefuse write_sheet",
        "source_cells": "SourceCell read_source_cells",
        "steps": "AUTOGRADE SANITIZE autograding_steps",
        "timestamps": "NAME parse_timestamp read_text read_timestamp timestamp_problem",
    },
)
