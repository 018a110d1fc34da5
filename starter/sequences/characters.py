"""Text as numbers, character by character: an alphabet, passages to learn from, and sampling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from .models import CharacterModel

# Stands for every character that is too rare to learn.
RARE = "�"


@dataclass(frozen=True)
class Alphabet:
    """The characters a model knows, each with its number: its place in `characters`."""

    characters: str

    @classmethod
    def of(cls, text: str, most: int = 96) -> Alphabet:
        """Return the `most` frequent characters of a text, and one that stands for the rest."""
        common = [c for c, _ in Counter(text).most_common(most)]
        return cls(RARE + "".join(sorted(set(common) - {RARE})))

    def __len__(self) -> int:
        return len(self.characters)

    def encode(self, text: str) -> Tensor:
        """Return the numbers of a text's characters, `(len(text),)`."""
        number = {c: i for i, c in enumerate(self.characters)}
        return torch.tensor([number.get(c, 0) for c in text], dtype=torch.long)

    def decode(self, numbers: Tensor) -> str:
        """Return the text that numbers, `(steps,)`, stand for."""
        return "".join(self.characters[i] for i in numbers.tolist())


def passages(
    numbers: Tensor, batch: int, steps: int, seed: int = 0
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield random passages of an encoded text for ever, each with itself one character later.

    Both are `(batch, steps)`. Raises ValueError where the text is shorter than a passage.
    """
    if len(numbers) <= steps:
        raise ValueError(
            f"the text has {len(numbers)} characters; passages of {steps} need more: "
            "take a longer text or fewer steps"
        )
    generator = torch.Generator().manual_seed(seed)
    reach = torch.arange(steps + 1)
    while True:
        starts = torch.randint(len(numbers) - steps, (batch, 1), generator=generator)
        windows = numbers[starts + reach]
        yield windows[:, :-1], windows[:, 1:]


@torch.no_grad()
def write(
    model: CharacterModel,
    alphabet: Alphabet,
    start: str = "\n",
    length: int = 200,
    temperature: float = 0.7,
    seed: int = 0,
) -> str:
    """Return text that a model writes after `start`, a character at a time, each fed back to it.

    `temperature` divides the logits: below 1 the likely characters become likelier, at 0 only the
    likeliest are taken, above 1 all grow more alike. Raises ValueError for a negative one and for
    an empty start.
    """
    if temperature < 0 or not start:
        raise ValueError("write needs a temperature of at least 0 and a start that is not empty")
    generator = torch.Generator().manual_seed(seed)
    device = next(model.parameters()).device
    logits, state = model.step(alphabet.encode(start)[None].to(device))
    written = []
    for _ in range(length):
        written.append(_draw(logits[0, -1].float().cpu(), temperature, generator))
        logits, state = model.step(torch.tensor([[written[-1]]], device=device), state)
    return alphabet.decode(torch.tensor(written))


def _draw(logits: Tensor, temperature: float, generator: torch.Generator) -> int:
    if temperature == 0:
        return int(logits.argmax())
    shares = torch.softmax(logits / temperature, dim=0)
    return int(torch.multinomial(shares, 1, generator=generator))
