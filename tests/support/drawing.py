"""Draws a few of many cases for `make check` and `make test`; `make long` runs all of them."""

import random
from collections import defaultdict

import pytest

# Files of few tests that take minutes: begun last, one core would wait for the other.
FIRST = ("tests/whole_course/", "tests/test_", "tests/browser/")


def add_options(parser):
    """Add `--seed`, which says which cases are drawn."""
    parser.addoption("--seed", type=int, help="draw the same cases as a run that told this seed")


def choose_seed(config):
    """Draw a seed where none was given; a worker of xdist takes that of its run."""
    config.option.seed = getattr(config, "workerinput", {}).get("seed", config.option.seed)
    if config.option.seed is None:
        config.option.seed = random.SystemRandom().randrange(10_000)


def draw(items, seed):
    """Mark as slow what is not drawn for `make check`, as long what is not for `make test` either.

    `@pytest.mark.drawn(check=10, test=100)` says how many cases of a test each of them runs;
    without `test`, `make test` runs all.
    """
    families = defaultdict(list)
    for item in items:
        if item.get_closest_marker("drawn"):
            families[item.nodeid.partition("[")[0]].append(item)
    for name, family in families.items():
        numbers = family[0].get_closest_marker("drawn").kwargs
        check, test = numbers.get("check", 0), numbers.get("test", len(family))
        # By its name too: two tests of the same cases draw others.
        order = random.Random(f"{seed} {name}").sample(family, len(family))
        for item in order[check:]:
            item.add_marker(pytest.mark.slow)
        for item in order[test:]:
            item.add_marker(pytest.mark.long)


def put_long_files_first(items):
    """Sort the tests so that files which take minutes are begun before those of many quick ones."""
    items.sort(key=lambda item: not item.nodeid.startswith(FIRST))
