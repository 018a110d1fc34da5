"""The sandbox's outer wall: the command line of bubblewrap, and whether it works here."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import autograder
import starter

NEEDED = (
    "grading runs students' code in a sandbox and needs bubblewrap, which {why}; install it "
    "(`sudo apt-get install bubblewrap`, on Linux) or decide for --sandbox=off"
)
# The last one has malloc know how large a large page is.
_SYSTEM = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/fonts"),
    "/sys/kernel/mm/transparent_hugepage",
)
_KIT, _ENVIRONMENT = Path("/kit"), Path("/environment")
# All that student code finds in its environment.
ENVIRONMENT = {
    # Memory comes in large pages from the start: joining small ones later takes most of a second.
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MPLCONFIGDIR": "/tmp",
    "NBGRADER_EXECUTION": "autograde",
    "OMP_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONNOUSERSITE": "1",
    "TERM": "dumb",
}


class SandboxMissing(Exception):
    """There is no sandbox here; the message says what to install."""


@cache
def require_sandbox() -> str:
    """Return the path of a bubblewrap that works; raise SandboxMissing with what to do."""
    program = shutil.which("bwrap")
    if program is None:
        raise SandboxMissing(NEEDED.format(why="is not installed"))
    trial = [program, "--unshare-all", *_shared("/usr", "/lib", "/lib64", "/bin"), "/bin/true"]
    done = subprocess.run(trial, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["it failed"])[-1]
        raise SandboxMissing(NEEDED.format(why=f"does not work here ({said})"))
    return program


def sandboxed(arguments: list[str], weights: Path) -> list[str]:
    """Return the command line that runs Python with these arguments in the sandbox.

    What can be seen there: the system's programs and this environment's packages, read-only; the
    package `starter`; of this package `sandbox/inside` alone; and the folder `weights`, as
    `/weights`. No network, no home, no course folder, an empty scratch folder.
    """
    kit, inside = Path(autograder.__file__).parent, Path(__file__).parent / "inside"
    # An environment may lie where the sandbox has folders of its own, as in /tmp.
    prefix = Path(sys.prefix if sys.prefix == sys.base_prefix else _ENVIRONMENT)
    modules = [kit / "__init__.py", kit / "sandbox" / "__init__.py", inside]
    packages = [Path(starter.__file__).parent, *modules]
    hidden = _hidden(kit, prefix)
    mounts = [
        *("--tmpfs", "/"),
        *_shared(*_SYSTEM, sys.base_prefix),
        *("--ro-bind", sys.prefix, str(prefix)),
        *(word for place in hidden for word in ("--tmpfs", place)),
        *(word for path in packages for word in ("--ro-bind", str(path), str(_place(path, kit)))),
        *("--ro-bind", str(weights), "/weights"),
        *("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/dev/shm", "--tmpfs", "/tmp"),
        # What could be written here would be shared by all submissions.
        *(word for place in (*hidden, "/dev", "/") for word in ("--remount-ro", place)),
        *("--chdir", "/tmp"),
    ]
    variables = ENVIRONMENT | {
        "PATH": f"{prefix}/bin:/usr/bin:/bin",
        "PYTHONPATH": str(_KIT),
    }
    settings = [word for name, value in variables.items() for word in ("--setenv", name, value)]
    python = [str(prefix / Path(sys.executable).relative_to(sys.prefix)), *arguments]
    walls = ["--unshare-all", "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL"]
    walls += ["--die-with-parent", "--new-session"]
    return [require_sandbox(), *walls, "--clearenv", *settings, *mounts, "--", *python]


def _shared(*paths: str) -> list[str]:
    """Return the words that show these paths read-only, links as links."""
    words = []
    for path in dict.fromkeys(paths):
        if Path(path).is_symlink():
            words += ["--symlink", str(Path(path).readlink()), path]
        elif Path(path).exists():
            words += ["--ro-bind", path, path]
    return words


def _hidden(kit: Path, prefix: Path) -> list[str]:
    """Return where this package is to be hidden: where it is installed among the shared ones."""
    if kit.is_relative_to(sys.prefix):
        return [str(prefix / kit.relative_to(sys.prefix))]
    inside = any(kit.is_relative_to(place) for place in (sys.base_prefix, "/usr"))
    return [str(kit)] if inside else []


def _place(path: Path, kit: Path) -> Path:
    return _KIT / (path.relative_to(kit.parent) if path.is_relative_to(kit) else path.name)
