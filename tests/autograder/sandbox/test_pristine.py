"""What student code changes in the functions that ask is put back before each question."""

import sys
from types import ModuleType

import pytest

from autograder.sandbox.inside.pristine import Pristine

SOURCE = """
def ask(question, seconds=20, *, stage="forward"):
    return question, seconds, stage


class Guard:
    def hold(self):
        return "held"


LIMIT = 7
"""


@pytest.fixture
def module(monkeypatch):
    """A module like those of `starter`, and what is known of it."""
    found = ModuleType("starter.asking")
    exec(SOURCE, vars(found))
    monkeypatch.setitem(sys.modules, found.__name__, found)
    return found, Pristine([found.__name__])


def facts(module):
    return module.ask(1), module.Guard().hold(), module.LIMIT


def patched(*arguments, **options):
    return "patched"


def another_module(module):
    sys.modules[module.__name__] = ModuleType(module.__name__)


@pytest.mark.parametrize(
    "change",
    [
        lambda module: setattr(module, "ask", patched),
        lambda module: setattr(module.ask, "__code__", patched.__code__),
        lambda module: setattr(module.ask, "__defaults__", (0,)),
        lambda module: setattr(module.ask, "__kwdefaults__", {"stage": ""}),
        lambda module: setattr(module.Guard.hold, "__code__", patched.__code__),
        lambda module: setattr(module, "LIMIT", 0),
        lambda module: delattr(module, "Guard"),
        another_module,
    ],
    ids=["name", "code", "defaults", "keywords", "method", "value", "missing", "module"],
)
def test_it_is_as_it_was(module, change):
    found, pristine = module
    before = facts(found)
    change(found)
    pristine.restore()
    assert sys.modules["starter.asking"] is found
    assert facts(found) == before
