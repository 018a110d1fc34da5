"""The table of attacks in docs/security.md: `python -m tests.attacks.table` writes it anew."""

from __future__ import annotations

from autograder.course.files import write_bytes
from starter.manifest import tomllib

from .plain import TARGET
from .reading import ROOT, attacks
from .tampering import TAMPERINGS

DOCUMENT = ROOT / "docs" / "security.md"
START, END = "<!-- attacks -->\n", "<!-- end of attacks -->\n"


def table() -> str:
    """Return every attack, what it tries, and what it gains under nbgrader's own Execute."""
    gains = tomllib.loads(TARGET.read_text(encoding="utf-8"))
    lines = ["| attack | what it tries | gains under plain nbgrader |", "|---|---|---|"]
    for attack in attacks():
        lines.append(f"| `{attack.name}` | {attack.about.rstrip('.')} | {gains[attack.name]} |")
    for tamper in TAMPERINGS:
        about = (tamper.__doc__ or "").rstrip(".")
        lines.append(f"| `{tamper.__name__}` | {about} | {gains[tamper.__name__]} |")
    return "\n".join(lines) + "\n"


def written(text: str) -> str:
    """Return the document with the table as it is now."""
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}{table()}{END}{after}"


if __name__ == "__main__":
    write_bytes(written(DOCUMENT.read_text(encoding="utf-8")).encode(), DOCUMENT)
