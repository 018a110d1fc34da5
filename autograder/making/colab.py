"""Links into Colab and to the course's public repository, made from `[course]` in the manifest."""

from __future__ import annotations

import re

from starter.manifest import read_toml

_IMAGE = "https://colab.research.google.com/assets/colab-badge.svg"
_OPEN = "https://colab.research.google.com/github"
_PLAIN = {"repository": r"[\w.-]+/[\w.-]+", "branch": r"[\w./-]+"}

# The owner in the manifest as it comes; on GitHub the name may be a stranger's.
_NOBODY = "your-name"


def course(setting: str) -> str:
    """Return `repository` or `branch`; raise KeyError, saying what to do, where it is none."""
    value = read_toml("exercises.toml").get("course", {}).get(setting, "")
    if not re.fullmatch(_PLAIN[setting], value):
        wanted = {"repository": "OWNER/NAME", "branch": "a branch's name"}[setting]
        raise KeyError(f"exercises.toml: course.{setting} is {value!r}; it must be {wanted}")
    return value


def unnamed() -> str:
    """Return the repository if it is still the one that stands for a name, else nothing."""
    found = course("repository")
    return found if found.partition("/")[0].lower() == _NOBODY else ""


def badge(assignment: str) -> str:
    """Return the badge, in markdown, that opens a published notebook in Colab."""
    place = f"{course('repository')}/blob/{course('branch')}/{assignment}.ipynb"
    return f"[![Open in Colab]({_IMAGE})]({_OPEN}/{place})"


def repository(form: str) -> str:
    """Return the address of the repository's `page` or of the `archive` that pip installs."""
    page = f"https://github.com/{course('repository')}"
    return {"page": page, "archive": f"{page}/archive/refs/heads/{course('branch')}.zip"}[form]
