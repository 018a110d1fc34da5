"""Of many cases a few are drawn, by a seed that is told; `make long` runs the rest."""

import pytest

from tests.support.drawing import draw


class Case:
    """A collected test, as far as drawing sees it."""

    def __init__(self, nodeid, **drawn):
        self.nodeid = nodeid
        self.marks = {"drawn": pytest.mark.drawn(**drawn).mark} if drawn else {}

    def get_closest_marker(self, name):
        return self.marks.get(name)

    def add_marker(self, marker):
        self.marks[marker.name] = marker.mark


def runs(cases, seed=0):
    """The cases of each target, by the marks that the Makefile chooses by."""
    draw(cases, seed)
    found = {"check": set(), "test": set(), "long": set()}
    for case in cases:
        last = "long" if "long" in case.marks else "test" if "slow" in case.marks else "check"
        found[last].add(case.nodeid)
    return found


def cases(count, module="test_heal.py", **drawn):
    return [Case(f"{module}::test_pairs[{number}]", **drawn) for number in range(count)]


def test_each_target_runs_as_many_as_are_said_and_all_run_somewhere():
    found = runs(cases(50, check=3, test=20))
    assert {target: len(names) for target, names in found.items()} == {
        "check": 3,
        "test": 17,
        "long": 30,
    }
    assert set().union(*found.values()) == {case.nodeid for case in cases(50)}


def test_without_a_number_nothing_is_left_to_long():
    assert {k: len(v) for k, v in runs(cases(9, check=2)).items()} == {
        "check": 2,
        "test": 7,
        "long": 0,
    }
    assert len(runs(cases(9, test=4))["test"]) == 4


def test_few_cases_are_all_run():
    assert len(runs(cases(2, check=3, test=20))["check"]) == 2


def test_what_is_not_drawn_from_is_left_alone():
    assert len(runs(cases(5))["check"]) == 5


def test_a_seed_draws_the_same_cases_whatever_else_is_run():
    alone = runs(cases(50, check=3), seed=7)["check"]
    others = cases(50, "test_other.py", check=3)
    assert alone < runs([*others, *cases(50, check=3)], seed=7)["check"]
    assert runs(cases(50, check=3), seed=8)["check"] != alone


def test_two_tests_of_the_same_cases_draw_others():
    found = runs([*cases(50, check=3), *cases(50, "test_other.py", check=3)])["check"]
    assert len({name.partition("[")[2] for name in found}) > 3
