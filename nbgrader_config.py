"""Makes plain `nbgrader` commands and formgrader work from the root of the project."""

from pathlib import Path

from autograder.course import configure

c = get_config()  # noqa: F821 - nbgrader defines it
configure(c, Path(__file__).parent)
