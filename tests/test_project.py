"""The project's files agree with each other, and imports point one way."""

import ast
import re
import subprocess
import sys

import pytest
import typer
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from autograder.cli import app
from starter.manifest import tomllib
from tests.support import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DOCS = ("student", "instructor", "security", "performance", "extending", "json")
DOCUMENTS = ("README.md", "CONTRIBUTING.md", *(f"docs/{name}.md" for name in DOCS))
# Packages that are imported by another name than they are installed by.
IMPORT_NAMES = {"pillow": "PIL", "scikit-learn": "sklearn"}
CI_PYTHON = {"python_version": "3.11", "python_full_version": "3.11.0"}


def declared():
    extras = PROJECT["optional-dependencies"]
    return [
        *PROJECT["dependencies"],
        *(line for name in ("instructor", "cluster", "dev") for line in extras[name]),
    ]


def pins():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = [Requirement(line) for line in lines if line.strip() and not line.startswith("#")]
    return {canonicalize_name(pin.name): pin for pin in found}


def imported(path):
    """The top-level names of the modules that a file imports, relative imports aside."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


def test_conda_installs_what_pip_does():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    plain = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    assert [re.split(r"[=<>]", entry)[0] for entry in plain] == ["python", "pip"]
    (version,) = re.findall(r"^python=([\d.]+)$", "\n".join(plain), re.MULTILINE)
    assert Version(version) in Requirement(f"python{PROJECT['requires-python']}").specifier
    (pip,) = (entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    assert [entry for entry in pip if not entry.startswith("-e ")] == declared()
    assert "-e ." in pip


@pytest.mark.parametrize("line", declared())
def test_every_declared_package_is_pinned_within_its_range(line):
    requirement = Requirement(line)
    if requirement.marker and not requirement.marker.evaluate(CI_PYTHON):
        return
    pin = pins()[canonicalize_name(requirement.name)]
    (exact,) = pin.specifier
    assert exact.operator == "=="
    assert Version(exact.version) in requirement.specifier


def test_every_pin_is_exact_and_plain():
    for pin in pins().values():
        assert [clause.operator for clause in pin.specifier] == ["=="], pin
        assert pin.url is None


def test_no_package_is_declared_twice():
    names = [canonicalize_name(Requirement(line).name) for line in declared()]
    assert len(set(names)) == len(names)


def test_contributors_read_which_versions_are_tested():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    head, current, lowest = (
        [field.strip() for field in re.search(rf"^\| {row}\|.*$", text, re.MULTILINE)[0].split("|")]
        for row in ("", "current ", "lowest ")
    )
    floors = {r.name: r for r in map(Requirement, PROJECT["dependencies"])}
    for name, newest, oldest in zip(head[3:-2], current[3:-2], lowest[3:-2]):
        (pin,), (floor,) = pins()[name].specifier, floors[name].specifier
        assert pin.version.startswith(f"{newest}.")
        assert floor.version == oldest
    assert PROJECT["requires-python"] == f">={lowest[2]}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_make_targets_and_commands_in_the_documents_exist(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```.*?```|`[^`]+`", text, re.DOTALL))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())
    assert phony == targets
    assert set(re.findall(r"\bmake ([a-z]+)", code)) <= targets
    commands = set(typer.main.get_command(app).commands)
    assert set(re.findall(r"\bkit ([a-z]+)", code)) <= commands


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_in_the_documents_lead_somewhere(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text)]
    folder = (ROOT / document).parent
    missing = [k for k in links if k and "://" not in k and not (folder / k).exists()]
    assert missing == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("starter/**/*.py")), ids=lambda path: path.name)
def test_starter_imports_what_students_have_and_nothing_of_the_instructors(path):
    names = {Requirement(line).name for line in PROJECT["dependencies"]}
    declared_names = {IMPORT_NAMES.get(name, name) for name in names}
    # IPython is there wherever a notebook runs; without it, checks print. Sliders are optional.
    allowed = sys.stdlib_module_names | declared_names | {"starter", "IPython", "ipywidgets"}
    assert set(imported(path)) - allowed == set()


def test_importing_the_checks_loads_no_notebook_and_no_plots():
    heavy = ["matplotlib", "IPython", "nbgrader", "nbformat", "autograder", "torchvision", "typer"]
    heavy += ["sklearn", "PIL"]
    code = f"import sys, starter; print(*[m for m in {heavy} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.stdout.strip(), done.stderr) == ("", "")


def test_hooks_and_workflow_run_what_make_check_runs():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    entries = [hook["entry"] for repo in hooks["repos"] for hook in repo["hooks"]]
    assert len(entries) >= 3
    assert [e for e in entries if e.replace(".venv/bin/", "\t$(BIN)/") not in makefile] == []
    assert targets_run(workflow("test")) == ["make check", "make test"]


def workflow(name):
    path = ROOT / ".github" / "workflows" / f"{name}.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def targets_run(found):
    (job,) = found["jobs"].values()
    return [step["run"] for step in job["steps"] if step.get("run", "").startswith("make ")]


def test_every_week_a_workflow_set_up_as_the_other_runs_what_takes_long():
    found = workflow("long")
    # YAML takes the key `on` for a truth value.
    assert set(found[True]) == {"schedule", "workflow_dispatch"}
    (when,) = found[True]["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", when["cron"])
    assert "make long" in targets_run(found)
    (weekly,), (always,) = (w["jobs"].values() for w in (found, workflow("test")))
    set_up = [step for step in always["steps"] if not step.get("run", "").startswith("make ")]
    assert [step for step in weekly["steps"] if step in set_up] == set_up


def test_every_test_is_in_check_in_test_or_in_long():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    chosen = {}
    for target in ("check", "test", "long"):
        (recipe,) = re.findall(rf"^{target}:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
        chosen[target] = re.findall(r"pytest .*?-m ('[^']*'|\w+)", recipe)
    assert chosen == {
        "check": ["'not slow and not long'"],
        "test": ["'slow and not long'"],
        "long": ["long"],
    }


def test_a_workflow_tries_a_sample_of_mutants_every_week():
    found = workflow("mutants")
    assert set(found[True]) == {"schedule", "workflow_dispatch"}
    assert targets_run(found) == ["make mutants SAMPLE=200"]


def test_a_workflow_tries_the_lowest_python_every_week():
    found = workflow("lowest")
    assert set(found[True]) == {"schedule", "workflow_dispatch"}
    (job,) = found["jobs"].values()
    lowest = PROJECT["requires-python"].removeprefix(">=")
    assert [s["with"]["python-version"] for s in job["steps"] if "with" in s] == [lowest]
    assert targets_run(found) == [f"make lowest PYTHON=python{lowest}"]
