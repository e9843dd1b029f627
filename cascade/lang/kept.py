"""Words of ours that the ledger keeps: one that this version does not know stands for itself, and says so."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from cascade.lang.told import Told, not_valid


class Kept(StrEnum):
    """A fixed list, as far as this version knows it.

    Whoever reads a row gets a member all the same: it is none of those with a name, has no rule of its own,
    and is called by what is written there. What people type is held against the list (`fixed_words.word`).
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        stranger = str.__new__(cls, value)
        stranger._name_ = stranger._value_ = value
        return stranger

    @property
    def known(self) -> bool:
        """Whether it is on the list."""
        return self in set(type(self))

    @property
    def stranger(self) -> Told:
        """How one that is not on the list is called."""
        return not_valid(self.value)
