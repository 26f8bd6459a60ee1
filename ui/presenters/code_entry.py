"""A code as a person types it, in groups of four: a sign goes into the active group, and the next follows by itself."""

from dataclasses import dataclass, replace

from devices.install_code import GROUP_DIGITS


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """What is typed so far; `is_fresh`: the active group was chosen, and the next sign replaces what stands there."""

    groups: tuple[str, ...]
    active: int = 0
    is_fresh: bool = False

    @property
    def digits(self) -> str:
        """All that is typed; empty while there is a hole in it."""
        typed = "".join(self.groups)
        return typed if typed == "".join(each.ljust(GROUP_DIGITS) for each in self.groups).rstrip() else ""

    @property
    def is_empty(self) -> bool:
        """Is nothing typed?"""
        return not any(self.groups)

    @property
    def is_full(self) -> bool:
        """Is every group complete?"""
        return all(len(each) == GROUP_DIGITS for each in self.groups)

    def typed(self, sign: str) -> "CodeEntry":
        """One sign more; a complete group hands on to the next that is not."""
        before = "" if self.is_fresh else self.groups[self.active]
        if len(before) == GROUP_DIGITS:
            return self
        after = self._with(self.active, before + sign)
        if len(before) + 1 < GROUP_DIGITS:
            return after
        order = [*range(self.active + 1, len(self.groups)), *range(self.active)]
        open_groups = (index for index in order if len(after.groups[index]) < GROUP_DIGITS)
        return replace(after, active=next(open_groups, self.active))

    def erased(self) -> "CodeEntry":
        """One sign less; from an empty group on, the one before."""
        active = self.active
        if not self.groups[active] and active:
            active -= 1
        return self._with(active, self.groups[active][:-1])

    def chosen(self, group: int) -> "CodeEntry":
        """Type there next."""
        return replace(self, active=group, is_fresh=len(self.groups[group]) == GROUP_DIGITS)

    def corrected(self, position: int, digit: str) -> "CodeEntry":
        """Another digit at that position of the whole."""
        group, place = divmod(position, GROUP_DIGITS)
        text = self.groups[group]
        return replace(self._with(group, text[:place] + digit + text[place + 1 :]), active=self.active)

    def _with(self, group: int, text: str) -> "CodeEntry":
        return CodeEntry((*self.groups[:group], text, *self.groups[group + 1 :]), group)


def blank_entry(groups: int) -> CodeEntry:
    """Nothing typed yet, in that many groups."""
    return CodeEntry(("",) * groups)


def entry_of(digits: str, groups: int) -> CodeEntry:
    """These digits, in that many groups, as if they had been typed."""
    entry = blank_entry(groups)
    for digit in digits:
        entry = entry.typed(digit)
    return entry
