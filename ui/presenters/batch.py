"""Several devices at once: their labels, then how far each has come; who failed stands first (users.md 17)."""

import re
from dataclasses import dataclass

from devices import labels
from devices.labels import Label, LabelUnreadable
from devices.messages import Eui64
from devices.moment import Moment
from hemsapp.commissioning import AllowJoins
from hemsapp.snapshot import Join, JoinState, Snapshot
from ui import i18n
from ui.i18n import words
from ui.presenters.device_rows import ICONS
from ui.presenters.join_faults import STAGES, device_word, failure_title
from ui.presenters.join_progress import identity, took
from ui.presenters.label_form import spelled
from ui.views import ButtonKind, ButtonView, ListRowView, Tone


@dataclass(frozen=True, slots=True)
class BatchView:
    """A sentence above, a row for each device, and up to two keys below."""

    sentence: str
    tone: Tone
    rows: tuple[ListRowView, ...]
    primary: ButtonView | None
    secondary: ButtonView | None


class Batch:
    """Keeps the labels until they were let in; the codes are forgotten with them."""

    def __init__(self) -> None:
        self._labels: dict[Eui64, Label] = {}
        self._shown: tuple[Eui64, ...] = ()
        self.is_begun = False

    @property
    def is_empty(self) -> bool:
        """Is no label read?"""
        return not self._labels

    def add(self, label: Label) -> None:
        """One label more; a device that stands there already gets this one."""
        self._labels[label.device] = label

    def take(self, text: str) -> int:
        """Add every label that the text has, a line each, as scanned or as `address, code, name`; how many it had."""
        found = [label for line in text.splitlines() if (label := _label_of(line)) is not None]
        for label in found:
            self.add(label)
        return len(found)

    def begin(self) -> AllowJoins | None:
        """Let all of them in."""
        if not self._labels:
            return None
        self.is_begun = True
        return AllowJoins(tuple(self._labels.values()))

    def again(self, snapshot: Snapshot) -> AllowJoins | None:
        """Let those in that failed."""
        failed = {join.device for join in self._joins(snapshot) if join.state is JoinState.FAILED}
        wanted = tuple(label for device, label in self._labels.items() if device in failed)
        return AllowJoins(wanted) if wanted else None

    def forget(self) -> None:
        """No label is kept."""
        self._labels.clear()
        self.is_begun = False

    def label_of(self, device: Eui64) -> Label | None:
        """The label of that device, if it is on the list."""
        return self._labels.get(device)

    def device_at(self, row: int) -> Eui64 | None:
        """Which device stands in that row."""
        return self._shown[row] if row < len(self._shown) else None

    def view(self, snapshot: Snapshot, now: Moment) -> BatchView:
        """The list as it stands."""
        return self._running(snapshot, now) if self.is_begun else self._collected()

    def is_over(self, snapshot: Snapshot) -> bool:
        """Did each of them come to its end?"""
        joins = self._joins(snapshot)
        return len(joins) >= len(self._labels) and all(_is_over(join) for join in joins)

    def _collected(self) -> BatchView:
        self._shown = tuple(self._labels)
        rows = tuple(
            ListRowView(each.name or spelled(each.device), spelled(each.device) if each.name else "", "file-check",
                        value=words("connect.batch_label"), has_rule=index > 0)
            for index, each in enumerate(self._labels.values())
        )  # fmt: skip
        type_in = ButtonView(words("connect.batch_type"))
        if not rows:
            return BatchView(words("connect.batch_empty"), Tone.INK, _ways(), None, type_in)
        let = ButtonView(words("connect.batch_let"), ButtonKind.PRIMARY)
        return BatchView(words("connect.batch_read", count=len(rows)), Tone.INK, rows, let, type_in)

    def _running(self, snapshot: Snapshot, now: Moment) -> BatchView:
        joins = sorted(self._joins(snapshot), key=_order)
        waiting = [label for label in self._labels.values() if all(join.device != label.device for join in joins)]
        self._shown = (*(join.device for join in joins), *(label.device for label in waiting))
        rows = [self._row(join, snapshot, now, has_rule=index > 0) for index, join in enumerate(joins)]
        rows += [self._waiting(label, has_rule=bool(rows)) for label in waiting]
        ready = sum(join.state is JoinState.READY for join in joins)
        failed = sum(join.state is JoinState.FAILED for join in joins)
        told = [words("connect.batch_progress", ready=i18n.whole(ready), all=i18n.whole(len(rows)))]
        if failed:
            told.append(words("connect.batch_failed", count=failed))
        is_over = self.is_over(snapshot)
        again = ButtonView(words("connect.batch_again"), ButtonKind.PRIMARY, icon="rotate-cw")
        done = ButtonView(words("connect.done"), ButtonKind.OUTLINE if failed else ButtonKind.PRIMARY)
        stop = ButtonView(words("connect.stop"), ButtonKind.OUTLINE)
        return BatchView(
            " ".join(told),
            Tone.ATTENTION if failed else Tone.DONE if is_over else Tone.INK,
            tuple(rows),
            again if is_over and failed else None,
            done if is_over else stop,
        )

    def _joins(self, snapshot: Snapshot) -> list[Join]:
        return [join for join in snapshot.joins if join.device in self._labels]

    def _row(self, join: Join, snapshot: Snapshot, now: Moment, *, has_rule: bool) -> ListRowView:
        name = self._labels[join.device].name or _name(join.device, snapshot) or spelled(join.device)
        if join.state is JoinState.FAILED:
            cause = failure_title(join, device_word(join.kind))
            return ListRowView(name, cause, "triangle-alert", _took(join, now), Tone.ATTENTION, has_chevron=True,
                               has_rule=has_rule)  # fmt: skip
        is_ready = join.state is JoinState.READY
        stage = next((each for each in reversed(STAGES) if getattr(join, each) is not None), "")
        word = words(f"connect.{stage}") if stage else words("connect.waits")
        below = identity(join) or (spelled(join.device) if name != spelled(join.device) else "")
        value = words("frame.join", first=word, second=_took(join, now)) if is_ready else word
        icon = "check" if is_ready else ICONS[join.kind] if join.identified else "radio"
        tone = Tone.DONE if is_ready else Tone.QUIET
        return ListRowView(name, below, icon, value, tone, has_rule=has_rule, is_inset=True)

    def _waiting(self, label: Label, *, has_rule: bool) -> ListRowView:
        name = label.name or spelled(label.device)
        return ListRowView(name, "", "radio", words("connect.waits"), has_rule=has_rule, is_inset=True)


def _ways() -> tuple[ListRowView, ...]:
    """How labels come onto the list."""
    ways = (("scan", "scan-qr-code"), ("list", "clipboard-list"), ("keys", "hand"))
    return tuple(
        ListRowView(words(f"connect.batch_by_{way}"), words(f"connect.batch_by_{way}_body"), icon, has_rule=index > 0)
        for index, (way, icon) in enumerate(ways)
    )


def _label_of(line: str) -> Label | None:
    """The label of one line: a QR code's text, or fields parted by comma, semicolon or tab; None: it is none."""
    fields = [each.strip().strip('"') for each in re.split(r"[,;\t]", line)]
    try:
        return labels.label(fields[0], fields[1], *fields[2:3]) if len(fields) > 1 else labels.of_text(line)
    except LabelUnreadable:
        return None


def _name(device: Eui64, snapshot: Snapshot) -> str:
    return next((each.name for each in snapshot.devices if each.device == device), "")


def _is_over(join: Join) -> bool:
    return join.state in {JoinState.READY, JoinState.FAILED}


def _order(join: Join) -> tuple[int, float]:
    """Failures first, then who is on the way, then who is in."""
    rank = 0 if join.state is JoinState.FAILED else 2 if join.state is JoinState.READY else 1
    return rank, join.since.monotonic_s


def _took(join: Join, now: Moment) -> str:
    return took(join, join.ready or join.failed or now)
