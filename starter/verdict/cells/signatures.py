"""The signature method: tells which role each entry of a student's parameters has.

Every matrix-like parameter is set to one constant and every vector-like one to another, where a
correct cell equals its oracle whatever its layout. There, the derivative of all outputs for one
entry is that entry's signature: it says which gate, unit and input the entry serves. Equal
signatures mean equal roles, which maps the student's parameters to the oracle's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .challenges import Point

UNUSED, UNKNOWN, TIED = -1, -2, -3


@dataclass(frozen=True)
class Match:
    """For every entry of the student's parameters the oracle's entry that has its role.

    `role` `(student entries,)` holds an index into the oracle's entries, or UNUSED, UNKNOWN, TIED.
    `missing` holds the oracle's entries that no parameter of the student's serves.
    """

    role: np.ndarray
    missing: np.ndarray

    @property
    def unknown(self) -> np.ndarray:
        """Indices of the student's entries whose role is none of the oracle's."""
        return np.flatnonzero(self.role == UNKNOWN)

    @property
    def unused(self) -> np.ndarray:
        """Indices of the student's entries on which nothing depends."""
        return np.flatnonzero(self.role == UNUSED)

    @property
    def tied(self) -> bool:
        """Whether some entries could not be told apart."""
        return bool((self.role == TIED).any())

    def install(self, weights: np.ndarray) -> np.ndarray:
        """Return the student's parameter values that realise the oracle's weights.

        Where several entries share a role they add up, so each gets a part, and the parts differ.
        Entries without a role get 0; entries to leave alone are NaN.
        """
        values = np.where(self.role == TIED, np.nan, 0.0)
        known = np.flatnonzero(self.role >= 0)
        shares = np.ones(len(self.role))
        for index in _repeated(self.role[known]):
            sharing = known[self.role[known] == index]
            parts = np.arange(1, len(sharing) + 1)
            shares[sharing] = parts / parts.sum()
        values[known] = weights[self.role[known]] * shares[known]
        return values


def match(columns: np.ndarray, point: Point, tolerance: float) -> Match:
    """Match the student's signatures with those of an oracle at its base point.

    `columns` is `(student entries, outputs)`.
    """
    closest = nearest(columns, point.columns, tolerance)
    group = point.group
    tied = np.bincount(group, minlength=len(group))[group] > 1
    unused = np.abs(point.columns).max(1) <= tolerance
    role = np.where(
        closest >= 0, np.where(tied[closest] & ~unused[closest], TIED, closest), closest
    )
    role[np.abs(columns).max(1) <= tolerance] = UNUSED
    served = np.isin(group, group[closest[closest >= 0]])
    return Match(role, np.flatnonzero(~served & ~unused))


def match_again(first: Match, columns: np.ndarray, point: Point, tolerance: float) -> Match:
    """Match those entries that tied, at the second base point, where the ties are broken."""
    again = nearest(columns, point.second_columns, tolerance)
    role = np.where(first.role == TIED, again, first.role)
    served = np.zeros(len(point.group), bool)
    served[role[role >= 0]] = True
    unused = np.abs(point.columns).max(1) <= tolerance
    return Match(role, np.flatnonzero(~served & ~unused))


def nearest(columns: np.ndarray, wanted: np.ndarray, tolerance: float) -> np.ndarray:
    """Return for each column the index of the wanted one that it equals, or UNKNOWN."""
    if not len(columns):
        return np.zeros(0, int)
    squares = (columns**2).sum(1)[:, None] + (wanted**2).sum(1)[None]
    index = (squares - 2 * columns @ wanted.T).argmin(1)
    equal = np.abs(columns - wanted[index]).max(1) <= tolerance
    return np.where(equal, index, UNKNOWN)


def _repeated(roles: np.ndarray) -> np.ndarray:
    values, counts = np.unique(roles, return_counts=True)
    return values[counts > 1]
