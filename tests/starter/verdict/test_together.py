"""Dialogues held side by side ask at once and lose nothing of each other."""

from starter.questions import Answer, Question
from starter.verdict import hold
from starter.verdict.asking import together


def talk(name, count):
    """A dialogue with so many questions that returns what it was told."""
    told = []
    for number in range(count):
        answer = yield Question(f"{name}{number}")
        told.append(answer.facts["told"])
    return told


def test_each_is_told_the_answers_to_its_own_questions():
    rounds = []

    def ask(questions):
        rounds.append([question.kind for question in questions])
        return [Answer({"told": question.kind}) for question in questions]

    found = hold(together([talk("a", 2), talk("b", 0), talk("c", 3)]), ask)
    assert found == [["a0", "a1"], [], ["c0", "c1", "c2"]]
    assert rounds == [["a0", "c0"], ["a1", "c1"], ["c2"]]


def several(*kinds):
    """A dialogue that asks several questions at once, then one; it returns what it was told."""
    told = yield [Question(kind) for kind in kinds]
    last = yield Question("last")
    return [answer.facts["told"] for answer in [*told, last]]


def test_several_questions_of_one_are_told_several_answers():
    rounds = []

    def ask(questions):
        rounds.append([question.kind for question in questions])
        return [Answer({"told": question.kind}) for question in questions]

    found = hold(together([several("a", "b"), talk("c", 1), several("d")]), ask)
    assert found == [["a", "b", "last"], ["c0"], ["d", "last"]]
    assert rounds == [["a", "b", "c0", "d"], ["last", "last"]]
