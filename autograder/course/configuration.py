"""nbgrader's configuration: where things are, and how releases are made."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import SAWarning
from traitlets.config import Config, PyFileConfigLoader
from traitlets.utils.importstring import import_item

from .steps import AUTOGRADE, FEEDBACK, SANITIZE

CODE_STUB = "raise NotImplementedError"
TEXT_STUB = "*Your answer here.*"
# No history on disk, and no warnings among the progress bars.
KERNEL_ARGUMENTS = ["--HistoryManager.hist_file=:memory:", "--log-level=40"]
COURSE = "cnn-rnn-exploration"


def project_root() -> Path:
    """Return the folder with `nbgrader_config.py`: the working one, or that of the package."""
    here = Path.cwd()
    return here if (here / "nbgrader_config.py").exists() else Path(__file__).parents[2]


def course_config(root: Path) -> Config:
    """Return what the course's nbgrader_config.py sets, what its instructor added included."""
    return PyFileConfigLoader("nbgrader_config.py", str(root)).load_config()


def database(root: Path) -> str:
    """Return the URL of the course's gradebook: `KIT_DATABASE`, or course/gradebook.db."""
    return os.environ.get("KIT_DATABASE") or f"sqlite:///{root / 'course' / 'gradebook.db'}"


def gradebook_name(root: Path) -> str:
    """Return what to call the gradebook in a message: its path, or its URL without a password."""
    url = make_url(database(root))
    if url.get_backend_name() != "sqlite":
        return url.render_as_string(hide_password=True)
    path = Path(url.database)
    return str(path.relative_to(root) if path.is_relative_to(root) else path)


def quiet_sqlalchemy() -> None:
    """Silence what SQLAlchemy says of nbgrader's own sessions, which nobody here can mend."""
    warnings.filterwarnings("ignore", category=SAWarning)


def quiet_nbgrader() -> None:
    """Silence the tracebacks that nbgrader logs of database errors: its exceptions say the same."""
    logging.getLogger("tornado.application").setLevel(logging.CRITICAL)


def configure(config: Config, root: Path) -> Config:
    """Set up nbgrader for the course in `root` and return the configuration.

    Sources are `solutions/`, releases `notebooks/`; what belongs to one course lies in `course/`.
    """
    course = root / "course"
    course.mkdir(exist_ok=True)
    _find_own_programs()
    _read_timestamps_ourselves()
    quiet_sqlalchemy()
    directory = config.CourseDirectory
    directory.root = str(root)
    directory.course_id = COURSE
    directory.db_url = database(root)
    directory.source_directory = "solutions"
    directory.release_directory = "notebooks"
    directory.submitted_directory = "course/submitted"
    directory.autograded_directory = "course/autograded"
    directory.feedback_directory = "course/feedback"
    set_stubs(config)
    config.Execute.extra_arguments = KERNEL_ARGUMENTS
    config.Exchange.root = str(course / "exchange")
    config.Autograde.sanitize_preprocessors = SANITIZE
    config.Autograde.autograde_preprocessors = AUTOGRADE
    config.GenerateFeedback.preprocessors = [import_item(step) for step in FEEDBACK]
    return config


def set_stubs(config: Config) -> Config:
    """Set what stands in a release where the source has a solution; return the configuration."""
    config.ClearSolutions.code_stub = {"python": CODE_STUB}
    config.ClearSolutions.text_stub = TEXT_STUB
    return config


def _read_timestamps_ourselves() -> None:
    """Have nbgrader read `timestamp.txt` as the kit does: what is no time stops nothing."""
    from nbgrader.coursedir import CourseDirectory

    from .timestamps import existing_timestamp

    CourseDirectory.get_existing_timestamp = existing_timestamp


def _find_own_programs() -> None:
    """Put this environment's programs on PATH: nbgrader starts `alembic` by its bare name."""
    programs = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "")
    if programs not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([programs, path])
