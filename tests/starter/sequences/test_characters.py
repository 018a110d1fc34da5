"""Texts become numbers and come back, and a model writes what it has learned."""

import itertools
from collections import Counter

import pytest
import torch
from torch import nn

from starter.sequences import Alphabet, CharacterModel, TanhCell, passages, write
from starter.sequences.characters import RARE


def test_a_text_comes_back_from_its_numbers():
    alphabet = Alphabet.of("to be or not to be")
    assert alphabet.decode(alphabet.encode("note")) == "note"
    assert len(set(alphabet.characters)) == len(alphabet)


def test_rare_and_unknown_characters_are_marked():
    alphabet = Alphabet.of("aaabbc", most=2)
    assert len(alphabet) == 3
    assert alphabet.decode(alphabet.encode("abcz")) == f"ab{RARE}{RARE}"


def test_targets_are_the_next_characters():
    numbers = torch.arange(20)
    starts = set()
    for inputs, targets in itertools.islice(passages(numbers, batch=3, steps=4), 60):
        assert inputs.shape == targets.shape == (3, 4)
        assert torch.equal(targets, inputs + 1)
        starts |= set(inputs[:, 0].tolist())
    assert starts == set(range(16))  # every passage can come, the last one too


def test_a_short_text_says_what_to_do():
    with pytest.raises(ValueError, match="fewer steps"):
        next(passages(torch.arange(4), batch=1, steps=4))


class NextLetter(nn.Module):
    """A model that always expects the next letter of the alphabet, with certainty `sharpness`."""

    def __init__(self, size, sharpness):
        super().__init__()
        self.logits = nn.Parameter(sharpness * torch.eye(size).roll(1, dims=1))

    def step(self, characters, state=None):
        return self.logits[characters], state


def test_what_is_written_is_what_the_model_expects():
    alphabet = Alphabet.of("abcdef")
    sharp = NextLetter(len(alphabet), sharpness=50.0)
    assert write(sharp, alphabet, start="ab", length=3, temperature=0) == "cde"
    assert write(sharp, alphabet, start="ab", length=3, temperature=1) == "cde"
    # At a high temperature everything is about as likely as anything.
    wild = write(sharp, alphabet, start="a", length=700, temperature=1000)
    pairs = Counter(itertools.pairwise(wild))
    assert len(pairs) == len(alphabet) ** 2
    assert max(pairs.values()) < 40


def test_the_same_seed_writes_the_same():
    alphabet, size = Alphabet.of("abcdef"), 7
    torch.manual_seed(0)
    model = CharacterModel(TanhCell(size, 5), 5, size)
    texts = [write(model, alphabet, start="a", length=30, seed=seed) for seed in (0, 0, 1)]
    assert texts[0] == texts[1] != texts[2]


@pytest.mark.parametrize("options", [{"temperature": -1}, {"start": ""}])
def test_a_negative_temperature_and_an_empty_start_are_refused(options):
    with pytest.raises(ValueError, match="temperature"):
        write(None, Alphabet.of("ab"), **options)


def test_the_model_predicts_a_character_at_each_step_from_those_before():
    model = CharacterModel(TanhCell(7, 5), 5, 7)
    characters = torch.randint(7, (2, 6))
    logits = model(characters)
    assert logits.shape == (2, 7, 6)
    changed = characters.clone()
    changed[:, 4] = (changed[:, 4] + 1) % 7
    same = (model(changed) == logits).all(dim=1)
    assert same[:, :4].all()
    assert not same[:, 4:].any()
