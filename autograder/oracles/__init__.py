"""The oracles: equation sets of the cells, right and mistaken, and challenges made from them."""

from .catalogue import EquationSet, equation_sets
from .challenge import make_challenge
from .equations import Equations

__all__ = ["EquationSet", "Equations", "equation_sets", "make_challenge"]
