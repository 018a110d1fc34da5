"""Folders are the steps of the work: each is in the map, small, and used by its public names."""

import ast
import importlib
import inspect

import pytest

from tests.support import ROOT

MOST_FILES = 15
PACKAGES = sorted(
    ".".join(path.parent.relative_to(ROOT).parts)
    for top in ("autograder", "starter")
    for path in (ROOT / top).glob("**/__init__.py")
)
# One whole each: their inner packages are their own affair.
ROOMS = [name for name in PACKAGES if name.count(".") == 1]
TEXTS = ("cnn", "rnn")


def room_of(module):
    """The package of a module that decides what is private: the one below the top."""
    room = ".".join(module.split(".")[:2])
    return room if room in ROOMS else module.partition(".")[0]


def imports(path, module=""):
    """Yield the modules that a file imports from, with the names, of starter and autograder."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom):
            continue
        base = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
        base = base[: len(base) - node.level + 1] if node.level else []
        target = ".".join([*base, *([node.module] if node.module else [])])
        if target.partition(".")[0] in ("starter", "autograder"):
            yield target, [alias.name for alias in node.names]


def modules():
    """Yield every module of the product by name, with its file."""
    for top in ("autograder", "starter"):
        for path in sorted((ROOT / top).glob("**/*.py")):
            if not {"fair", "wrong"} & set(path.parts):
                yield ".".join(path.relative_to(ROOT).with_suffix("").parts), path


def test_every_folder_is_in_the_map():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    folders = {
        path.relative_to(ROOT).parts[1]
        for top in ("autograder", "starter")
        for path in (ROOT / top).glob("*/*")
        if "__pycache__" not in path.parts
    }
    assert [name for name in sorted(folders) if f"`{name}/`" not in text] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_folder_is_small_enough_to_look_through(package):
    files = list(ROOT.joinpath(*package.split(".")).glob("*.py"))
    assert len(files) - 1 <= MOST_FILES


@pytest.mark.parametrize("room", ROOMS)
def test_a_package_says_what_it_holds_and_what_it_may_import(room):
    found = importlib.import_module(room)
    assert "May import" in found.__doc__ or room == "autograder.commands"
    names = getattr(found, "__all__", [])
    assert len(set(names)) == len(names)
    for name in names:
        member = getattr(found, name)
        if inspect.isfunction(member) or inspect.isclass(member):
            assert member.__doc__, name


@pytest.mark.parametrize("room", ROOMS)
def test_no_public_name_is_hidden_by_a_module(room):
    files = {path.stem for path in ROOT.joinpath(*room.split(".")).glob("*.py")}
    assert files & set(getattr(importlib.import_module(room), "__all__", [])) == set()


@pytest.mark.parametrize(("module", "path"), list(modules()))
def test_rooms_use_each_others_public_names_alone(module, path):
    private = [
        f"{target}.{name}"
        for target, names in imports(path, module)
        for name in names
        if room_of(target) in ROOMS
        and room_of(target) != room_of(module)
        and not room_of(target).endswith(".commands")
        and name not in importlib.import_module(room_of(target)).__all__
    ]
    assert private == []


@pytest.mark.parametrize("name", TEXTS)
def test_notebooks_use_public_names_alone(name):
    for target, names in imports(ROOT / "solutions" / f"{name}.py"):
        assert target.count(".") <= 1, target
        assert set(names) <= set(importlib.import_module(target).__all__), target


@pytest.mark.parametrize("name", TEXTS)
def test_a_notebook_starts_with_few_imports(name):
    text = (ROOT / "solutions" / f"{name}.py").read_text(encoding="utf-8")
    cells = [cell for cell in text.split("# %%")[1:] if not cell.startswith(" [markdown]")]
    first = next(cell for cell in cells if "from starter import" in cell)
    lines = [line for line in first.splitlines() if line.startswith(("import ", "from "))]
    assert len(lines) <= 5
