"""Match my bill: what the utility printed beside what was counted here, and what would make them one."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from devices.moment import Moment
from hemsapp.commands import Command, SaveRates, StartBill
from hemsapp.questions import Answer, BillsShown, BillsWanted, Correction, MatchShown, MatchWanted, Question, Unanswered
from hemsapp.snapshot import Snapshot
from ui import i18n
from ui.i18n import said, words
from ui.presenters.frame import header
from ui.presenters.match_words import proposed
from ui.presenters.pad import PadView, Typing
from ui.views import (
    ButtonKind,
    ButtonState,
    ButtonView,
    FieldView,
    HeaderView,
    Line,
    ListRowView,
    Run,
    StepperView,
    Tone,
)

TOTAL, ENERGY = "total", "energy"
_LONGEST_BILL_DAYS = 100


@dataclass(frozen=True, slots=True)
class MatchView:
    """Left what is printed; right what was found, with its two buttons."""

    header: HeaderView
    labels: tuple[str, str, str, str]
    total: FieldView
    start: StepperView
    end: StepperView
    energy: FieldView
    compare: ButtonView
    title: Line
    rows: tuple[ListRowView, ...]
    sentences: tuple[str, ...]
    use: ButtonView | None
    other: ButtonView | None
    not_now: ButtonView | None


@dataclass(frozen=True, slots=True)
class _Printed:
    """The utility's bill as far as it is typed."""

    start: date
    end: date
    total: Decimal | None = None
    energy_wh: int | None = None


class MatchPresenter:
    """Snapshot and the store's answer to MatchView."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo
        self._snapshot: Snapshot | None = None
        self._today = date(1, 1, 1)
        self._wanted_start: date | None = None
        self._printed: _Printed | None = None
        self._typing: Typing | None = None
        self._asked: MatchWanted | None = None
        self._found: MatchShown | Unanswered | None = None
        self._correction = 0
        self._done = ""

    @property
    def is_editing(self) -> bool:
        """Is something typed that was not compared to the end?"""
        return self._printed is not None and (self._printed.total is not None) and not self._done

    def open(self, key: str) -> None:
        """Match the bill of that first day; empty: the last one that ended."""
        self.forget()
        self._wanted_start = date.fromisoformat(key) if key else None

    def forget(self) -> None:
        """Begin anew."""
        self._wanted_start = self._printed = self._typing = self._asked = self._found = None
        self._correction, self._done = 0, ""

    def first_question(self) -> Question:
        """Which bills there are, for the dates."""
        return BillsWanted()

    def answer(self, question: Question, answer: Answer) -> None:
        """The store's word."""
        if isinstance(question, BillsWanted) and isinstance(answer, BillsShown) and self._printed is None:
            known = {bill.start: bill for bill in answer.bills}
            bill = known.get(self._wanted_start) if self._wanted_start else next(iter(answer.bills), None)
            if bill is not None:
                self._printed = _Printed(bill.start, bill.end)
        if question == self._asked and isinstance(answer, MatchShown | Unanswered):
            self._found, self._correction = answer, 0

    def type_into(self, key: str) -> PadView:
        """Open the pad for the total or the energy."""
        printed = self._shown()
        now = {TOTAL: _typed_money(printed.total), ENERGY: _typed_energy(printed.energy_wh)}[key]
        self._typing = Typing(key, words(f"match.pad_{key}"), words("match.pad_hint"), now, can_be_empty=key == ENERGY)
        return self._typing.view()

    def key(self, sign: str) -> PadView:
        """A digit, the point, or empty to erase."""
        assert self._typing is not None
        self._typing = self._typing.pressed(sign)
        return self._typing.view()

    def accept_typed(self) -> None:
        """Take what was typed."""
        assert self._typing is not None
        typing, printed = self._typing, self._shown()
        value = typing.value()
        if typing.key == TOTAL:
            self._change(_Printed(printed.start, printed.end, value, printed.energy_wh))
        else:
            energy_wh = None if value is None else int(value * 1000)
            self._change(_Printed(printed.start, printed.end, printed.total, energy_wh))

    def cancel_typed(self) -> None:
        """Leave the field as it was."""
        self._typing = None

    def step(self, *, start: int = 0, end: int = 0) -> None:
        """Move the first or the last day."""
        printed = self._shown()
        first = min(printed.start + timedelta(days=start), printed.end - timedelta(days=1))
        last = min(self._today, max(first + timedelta(days=1), printed.end + timedelta(days=end)))
        if (last - first).days <= _LONGEST_BILL_DAYS:
            self._change(_Printed(first, last, printed.total, printed.energy_wh))

    def compare(self) -> MatchWanted | None:
        """What to ask; None while there is no total."""
        printed = self._shown()
        if printed.total is None:
            return None
        self._found, self._done = None, ""
        self._asked = MatchWanted(printed.start, printed.end, printed.total, printed.energy_wh)
        return self._asked

    def another(self) -> None:
        """The next correction that would do."""
        self._correction += 1

    def not_now(self) -> None:
        """Leave everything as it is."""
        self._asked = self._found = None

    def use(self) -> tuple[Command, ...]:
        """The proposed correction, as commands: a corrected plan, or the dates of the bill (C1FR35)."""
        found, correction = self._found, self._proposed()
        if correction is None or not isinstance(found, MatchShown):
            return ()
        self._asked = self._found = None
        if correction.rates is not None:
            self._done = words("match.used_rates")
            return (SaveRates(correction.rates),)
        self._done = words("match.used_dates")
        ours = found.ours
        moved = [new for new, old in ((correction.start, ours.start), (correction.end, ours.end)) if new != old]
        return tuple(StartBill(day) for day in moved)

    def present(self, snapshot: Snapshot, now: Moment) -> MatchView:
        """The page at that moment."""
        self._snapshot = snapshot
        self._today = i18n.local(now.utc, snapshot.preferences.zone).date()
        printed, active = self._shown(), self._typing.key if self._typing else ""
        title, tone, rows, sentences = self._result(printed)
        correction = self._proposed()
        is_waiting = self._asked is not None and self._found is None
        has_more = isinstance(self._found, MatchShown) and len(self._found.corrections) > 1
        state = ButtonState.BUSY if is_waiting else ButtonState.IDLE if printed.total else ButtonState.DISABLED
        kind = ButtonKind.SECONDARY if correction else ButtonKind.PRIMARY
        return MatchView(
            header(snapshot, now, words("match.title"), has_back=True, is_demo=self._is_demo),
            (words("match.total"), words("match.from"), words("match.to"), words("match.energy")),
            FieldView(
                _typed_money(printed.total), words("match.needed"), is_active=active == TOTAL,
                sentence=words("match.total"),
            ),
            StepperView(i18n.short_date(printed.start)),
            StepperView(i18n.short_date(printed.end), can_increase=printed.end < self._today),
            FieldView(
                _typed_energy(printed.energy_wh), words("match.optional"),
                is_active=active == ENERGY, sentence=words("match.energy"),
            ),
            ButtonView(words("match.comparing" if is_waiting else "match.compare"), kind, state),
            (Run(title, tone, is_strong=True, icon="check" if tone is Tone.DONE else ""),) if title else (),
            rows,
            sentences,
            ButtonView(words("match.use"), ButtonKind.PRIMARY) if correction else None,
            ButtonView(words("match.another"), ButtonKind.OUTLINE) if correction and has_more else None,
            ButtonView(words("match.not_now"), ButtonKind.OUTLINE) if correction else None,
        )  # fmt: skip

    def _result(self, printed: _Printed) -> tuple[str, Tone, tuple[ListRowView, ...], tuple[str, ...]]:
        found = self._found
        if self._done:
            return self._done, Tone.DONE, (), ()
        if isinstance(found, Unanswered):
            return said(found.sentence), Tone.ATTENTION, (), ()
        if found is None or printed.total is None:
            return "", Tone.INK, (), (words("match.intro"),)
        rows = (
            _amount(words("match.theirs"), i18n.date_range(printed.start, printed.end), printed.total),
            _amount(words("match.ours"), _counted(found), found.ours.total, has_rule=True),
        )
        if not found.difference:
            return words("match.same"), Tone.DONE, rows, (words("match.same_line"), *_energy_words(found, printed))
        key = "match.difference_more" if found.ours.total > printed.total else "match.difference_less"
        title = words(key, amount=i18n.money(abs(found.difference)))
        return title, Tone.INK, rows, (*self._proposal(), *_energy_words(found, printed))

    def _proposal(self) -> tuple[str, ...]:
        correction = self._proposed()
        if correction is None:
            return (words("match.no_correction"),)
        left = words("match.left", amount=i18n.money(abs(correction.left))) if correction.left else words(
            "match.left_none"
        )  # fmt: skip
        assert isinstance(self._found, MatchShown), "what is proposed was found"
        assert self._snapshot is not None
        said = proposed(correction, self._found.ours, self._snapshot.tariff.versions)
        first = words("match.dates") if correction.rates is None else ""
        if correction.kind is not None:
            first = words("match.line", line=words(f"account.kind.{correction.kind.name.lower()}"))
        return tuple(each for each in (first, said, left) if each)

    def _proposed(self) -> Correction | None:
        found = self._found
        if not isinstance(found, MatchShown) or not found.corrections or not found.difference:
            return None
        return found.corrections[self._correction % len(found.corrections)]

    def _shown(self) -> _Printed:
        if self._printed is not None:
            return self._printed
        assert self._snapshot is not None
        bill = self._snapshot.bill
        return _Printed(bill.start, max(bill.start + timedelta(days=1), min(bill.end, self._today)))

    def _change(self, printed: _Printed) -> None:
        self._printed, self._typing = printed, None
        self._asked = self._found = None
        self._done = ""


def _amount(title: str, subtitle: str, amount: Decimal, *, has_rule: bool = False) -> ListRowView:
    return ListRowView(title, subtitle, value=i18n.money(amount), is_amount=True, has_rule=has_rule)


def _counted(found: MatchShown) -> str:
    dates = i18n.date_range(found.ours.start, found.ours.end)
    return f"{dates} · {i18n.bill_energy(found.ours.delivered_wh)}"


def _energy_words(found: MatchShown, printed: _Printed) -> tuple[str, ...]:
    if printed.energy_wh is None:
        return ()
    wh = found.ours.delivered_wh - printed.energy_wh
    if not wh:
        return (words("match.energy_same", energy=i18n.bill_energy(found.ours.delivered_wh)),)
    return (words("match.energy_more" if wh > 0 else "match.energy_less", energy=i18n.bill_energy(abs(wh))),)


def _typed_money(total: Decimal | None) -> str:
    return "" if total is None else i18n.number(total, 2)


def _typed_energy(energy_wh: int | None) -> str:
    return "" if energy_wh is None else i18n.bill_energy(energy_wh).number
