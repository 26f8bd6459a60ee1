"""How often, and after how long, meters behind concentrators are asked again: by concentrator, group or all (C1FR6)."""

from collections.abc import Iterator

import numpy as np

from devices.utility.ms.books import ANY, Books
from devices.utility.ms.field_map import FieldMap
from devices.utility.ms.targets import GROUP
from devices.utility.owed import Policy
from devices.wan.bits import Bits, none_of
from devices.wan.words import SecurityClass

_CLASSES = (SecurityClass.CONTROL.value, ANY)


class FieldPolicies:
    """The head end's resend policies as they hold for many; every call is within the caller's transaction."""

    def __init__(self, books: Books, field: FieldMap) -> None:
        self._books = books
        self._field = field

    def split(self, targets: Bits) -> list[tuple[Policy, Bits]]:
        """These meters by the policy that holds for each: its own, its concentrator's, its group's, everybody's."""
        left, found = targets.copy(), dict[Policy, Bits]()
        for policy, whom in self._particular():
            part = left & whom[: len(left)]
            if part.any():
                left &= ~part
                found[policy] = found.get(policy, none_of(len(left))) | part
        usual = self._books.settings.group_resend
        if left.any() or not found:
            found[usual] = found.get(usual, none_of(len(left))) | left
        return list(found.items())

    def _particular(self) -> Iterator[tuple[Policy, Bits]]:
        """The policies that were set, the most particular first, and whom each is for."""
        rows = [(str(one["target"]), str(one["security"]), one) for one in self._books.policies.all()]
        mine = [row for row in rows if row[1] in _CLASSES]
        for target, _, one in sorted(mine, key=lambda row: (self._rank(row[0]), row[0], _CLASSES.index(row[1]))):
            yield Policy(float(str(one["wait_s"])), int(str(one["attempts"])) or None), self._whom(target)

    def _rank(self, target: str) -> int:
        if target == ANY:
            return 3
        return 2 if target.startswith(GROUP) else 1 if self._field.knows(target) else 0

    def _whom(self, target: str) -> Bits:
        if target == ANY:
            return self._field.everybody()
        if self._field.knows(target):
            return self._field.served_by(target)
        bits = none_of(self._field.count)
        bits[np.asarray(self._field.numbers_named(target), np.int64)] = True
        return bits
