"""A bill from its total down to a quarter-hour: lines, the days of a line, the intervals of a day (money rule 2)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from devices.moment import Moment
from hemsapp.questions import Answer, BillsShown, BillsWanted, Question, TraceRow, TraceShown, TraceWanted, Unanswered
from hemsapp.snapshot import Snapshot
from hemsapp.statement import BillLine, Statement
from ui import i18n
from ui.i18n import said, words
from ui.presenters import bill_lines
from ui.presenters.bill_lines import Group
from ui.presenters.frame import header
from ui.views import ButtonKind, ButtonView, HeaderView, ListRowView

BILLS = "bills"
_LEAST_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class StatementView:
    """Left what it is, how much and of what; right its rows; below them their sum."""

    header: HeaderView
    label: str
    total: str
    energy: str
    notes: tuple[str, ...]
    rows: tuple[ListRowView, ...]
    empty: str
    total_row: ListRowView | None
    bills: ButtonView | None
    match: ButtonView | None


@dataclass(frozen=True, slots=True)
class _Level:
    """Where the page stands: all bills, or a bill (`start` None: the running one), a row of it, a line, a day."""

    is_bills: bool = False
    start: date | None = None
    group: Group | None = None
    line: BillLine | None = None
    day: date | None = None


class StatementPresenter:
    """Snapshot and the store's answers to StatementView; goes down by `choose`, up again by `up`."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo
        self._levels: list[_Level] = [_Level()]
        self._snapshot: Snapshot | None = None
        self._bills: tuple[Statement, ...] | None = None
        self._answers: dict[TraceWanted, TraceShown | Unanswered] = {}
        self._sentence = ""

    def open(self, key: str, snapshot: Snapshot | None = None) -> None:
        """Begin at the running bill, or at one of its rows, an earlier bill by its first day, or all `bills`."""
        self._snapshot = snapshot or self._snapshot
        self._answers.clear()
        self._sentence = ""
        if key == BILLS:
            self._levels = [_Level(is_bills=True)]
        elif key in bill_lines.NAMES:
            self._levels = [_Level()]
            self._open_group(key)
        else:
            self._levels = [_Level(start=date.fromisoformat(key) if key else None)]

    def choose(self, index: int) -> None:
        """Go down into that row."""
        level = self._levels[-1]
        if level.is_bills:
            started = (None, *(bill.start for bill in self._bills or ()))
            self._levels.append(_Level(start=started[index]))
        elif level.line is None:
            self._levels.append(_Level(start=level.start, group=level.group, line=self._lines(level)[index]))
        elif level.day is None and (rows := self._trace_rows()) and rows[index].energy_wh:
            day = i18n.local(rows[index].start, self._zone()).date()
            self._levels.append(_Level(level.is_bills, level.start, level.group, level.line, day))

    def choose_total(self) -> None:
        """From some lines of a bill to all of them."""
        if self._levels[-1].group is not None and self._levels[-1].line is None:
            self._levels.append(_Level(start=self._levels[-1].start))

    def show_bills(self) -> None:
        """Every bill that is kept."""
        self._levels = [_Level(is_bills=True)]

    def up(self) -> bool:
        """Go one level up; False at the first one."""
        if len(self._levels) == 1:
            return False
        self._levels.pop()
        return True

    def question(self) -> Question | None:
        """What the store is to be asked for what is shown now."""
        level = self._levels[-1]
        if (level.is_bills or level.start is not None) and self._bills is None and not self._sentence:
            return BillsWanted()
        wanted = self._wanted(level)
        return None if wanted is None or wanted in self._answers else wanted

    def answer(self, question: Question, answer: Answer) -> None:
        """The store's word."""
        if isinstance(question, TraceWanted) and isinstance(answer, TraceShown | Unanswered):
            self._answers[question] = answer
        elif isinstance(answer, BillsShown):
            self._bills = answer.bills
        elif isinstance(answer, Unanswered):
            self._sentence = answer.sentence

    def match_key(self) -> str:
        """Which bill is to be matched: its first day, empty for the running one."""
        start = self._levels[-1].start
        return "" if start is None else start.isoformat()

    def present(self, snapshot: Snapshot, now: Moment) -> StatementView:
        """The page at that moment."""
        self._snapshot = snapshot
        level = self._levels[-1]
        if level.is_bills:
            return self._present_bills(snapshot, now)
        statement = self._statement(level)
        if statement is None:
            return self._view(now, words("account.title"), empty=said(self._sentence) or words("account.looking"))
        if level.line is not None:
            return self._present_trace(statement, level, now)
        return self._present_lines(statement, level, now)

    def _present_bills(self, snapshot: Snapshot, now: Moment) -> StatementView:
        bill = snapshot.bill
        rows = [_bill_row(bill.start, bill.end, words("account.running"), bill.used_wh, bill.total, has_rule=False)]
        for each in self._bills or ():
            days = words("bill.fixed_days", count=(each.end - each.start).days)
            rows.append(_bill_row(each.start, each.end, days, each.delivered_wh, each.total, has_rule=True))
        note = words("account.bills_hint") if len(rows) > 1 else words("account.no_bills")
        note = words("account.looking") if self._bills is None else note
        last = self._bills[0] if self._bills else None
        return self._view(
            now,
            words("account.bills"),
            label=words("account.last") if last else "",
            total=i18n.money(last.total) if last else "",
            energy=str(i18n.bill_energy(last.delivered_wh)) if last else "",
            notes=(said(self._sentence) or note,),
            rows=tuple(rows),
        )

    def _present_lines(self, statement: Statement, level: _Level, now: Moment) -> StatementView:
        lines = self._lines(level)
        total = sum((line.amount for line in lines), Decimal(0))
        is_running = level.start is None
        title = words(f"bill.{level.group.name}") if level.group else i18n.date_range(statement.start, statement.end)
        notes = [words("account.lines_hint")]
        if level.group is None:
            notes += self._doubts(statement)
        return self._view(
            now,
            title,
            subtitle=i18n.date_range(statement.start, statement.end) if level.group else "",
            label=words("account.so_far" if is_running else "account.ended"),
            total=i18n.money(total),
            energy=str(i18n.bill_energy(statement.delivered_wh)) if level.group is None else "",
            notes=tuple(notes),
            rows=tuple(bill_lines.line_row(line, has_rule=index > 0) for index, line in enumerate(lines)),
            total_row=_total(words("account.total"), i18n.money(total)),
            bills=ButtonView(words("account.bills"), ButtonKind.SECONDARY, icon="receipt-text"),
            match=ButtonView(words("account.match"), ButtonKind.SECONDARY, icon="file-check"),
        )

    def _present_trace(self, statement: Statement, level: _Level, now: Moment) -> StatementView:
        line = level.line
        assert line is not None
        told = self._answers.get(self._wanted(level) or TraceWanted(statement.start, statement.end, line))
        rows = self._trace_rows()
        decimals = max((i18n.decimals_of(row.cost, _LEAST_DECIMALS) for row in rows), default=_LEAST_DECIMALS)
        exact = told.exact if isinstance(told, TraceShown) else None
        is_day = level.day is not None
        empty = (
            said(told.sentence) if isinstance(told, Unanswered) else words("account.looking") if told is None else ""
        )
        if not empty and not rows:
            empty = words("account.none_rows")
        return self._view(
            now,
            bill_lines.line_title(line),
            subtitle=i18n.short_date(level.day) if level.day else i18n.date_range(statement.start, statement.end),
            label=bill_lines.line_detail(line) if not is_day else i18n.long_date(level.day or statement.start),
            total=i18n.money(line.amount if not is_day else exact),
            notes=(_how(rows, is_day=is_day), _versions(rows)),
            rows=tuple(self._trace_row(row, decimals, is_day=is_day, is_first=not i) for i, row in enumerate(rows)),
            empty=empty,
            total_row=None if exact is None or not rows else _exact_total(exact, decimals, is_day=is_day),
        )

    def _trace_row(self, row: TraceRow, decimals: int, *, is_day: bool, is_first: bool) -> ListRowView:
        zone = self._zone()
        first, last = i18n.local(row.start, zone).date(), i18n.local(row.end, zone).date()
        when = i18n.short_date(first) if (last - first).days <= 1 else i18n.date_range(first, last)
        when = i18n.time_range(row.start, row.end, zone) if is_day else when
        return ListRowView(
            when,
            _of_what(row),
            value=i18n.exact_money(row.cost, decimals),
            is_amount=True,
            has_chevron=not is_day and bool(row.energy_wh),
            has_rule=not is_first,
        )

    def _doubts(self, statement: Statement) -> list[str]:
        found = []
        if statement.first_unknown is not None:
            found.append(words("account.missing", date=i18n.short_date(statement.first_unknown)))
        if statement.not_itemised_wh:
            found.append(words("account.not_itemised", energy=i18n.energy(statement.not_itemised_wh)))
        versions = sorted({line.version for line in statement.lines if line.version is not None})
        if versions:
            found.append(words("account.versions", versions=", ".join(map(str, versions))))
        return found

    def _open_group(self, name: str) -> None:
        """The lines of a row; where it is one line alone, at once its days."""
        assert self._snapshot is not None
        bill = self._snapshot.bill
        group = next((each for each in bill_lines.groups(bill, len(bill_lines.NAMES)) if each.name == name), None)
        if group is None:
            return
        lines = bill_lines.of_group(bill.lines, group)
        self._levels = [_Level(group=group)]
        if len(lines) == 1:
            self._levels = [_Level(group=group, line=lines[0])]

    def _lines(self, level: _Level) -> tuple[BillLine, ...]:
        statement = self._statement(level)
        if statement is None:
            return ()
        return statement.lines if level.group is None else bill_lines.of_group(statement.lines, level.group)

    def _statement(self, level: _Level) -> Statement | None:
        """The running bill as it stands in the snapshot, or one that ended."""
        if level.start is not None:
            return next((bill for bill in self._bills or () if bill.start == level.start), None)
        assert self._snapshot is not None
        bill = self._snapshot.bill
        return Statement(
            bill.start, bill.end, bill.lines, bill.total or Decimal(0), bill.used_wh or 0, bill.sold_wh,
            bill.not_itemised_wh, bill.baseline_wh,
        )  # fmt: skip

    def _wanted(self, level: _Level) -> TraceWanted | None:
        statement = self._statement(level) if level.line is not None else None
        if statement is None or level.line is None:
            return None
        return TraceWanted(statement.start, statement.end, level.line, level.day)

    def _trace_rows(self) -> Sequence[TraceRow]:
        wanted = self._wanted(self._levels[-1])
        told = None if wanted is None else self._answers.get(wanted)
        return told.rows if isinstance(told, TraceShown) else ()

    def _zone(self) -> str:
        assert self._snapshot is not None
        return self._snapshot.preferences.zone

    def _view(
        self,
        now: Moment,
        title: str,
        *,
        subtitle: str = "",
        label: str = "",
        total: str = "",
        energy: str = "",
        notes: tuple[str, ...] = (),
        rows: tuple[ListRowView, ...] = (),
        empty: str = "",
        total_row: ListRowView | None = None,
        bills: ButtonView | None = None,
        match: ButtonView | None = None,
    ) -> StatementView:
        assert self._snapshot is not None
        top = header(self._snapshot, now, title, subtitle=subtitle, has_back=True, is_demo=self._is_demo)
        shown = tuple(note for note in notes if note)
        if any(row.has_chevron for row in rows):  # one row that opens moves all amounts, also the sum of them
            rows = tuple(replace(row, is_inset=True) for row in rows)
            total_row = None if total_row is None else replace(total_row, is_inset=True)
        return StatementView(top, label, total, energy, shown, rows, empty, total_row, bills, match)


def _bill_row(
    start: date, end: date, what: str, energy_wh: int | None, total: Decimal | None, *, has_rule: bool
) -> ListRowView:
    return ListRowView(
        i18n.date_range(start, end),
        f"{what} · {i18n.bill_energy(energy_wh)}",
        value=i18n.money(total),
        is_amount=True,
        has_chevron=True,
        has_rule=has_rule,
    )


def _total(title: str, value: str) -> ListRowView:
    return ListRowView(title, value=value, is_amount=True, is_total=True, sentence=f"{title}, {value}")


def _exact_total(exact: Decimal, decimals: int, *, is_day: bool) -> ListRowView:
    """Below days: their exact sum, and that it was rounded once; below intervals: their exact sum."""
    shown = i18n.exact_money(exact, max(decimals, i18n.decimals_of(exact)))
    title = words("account.total") if is_day else words("account.rounded", amount=i18n.money(exact))
    return ListRowView(title, value=shown, is_amount=True, is_total=True, sentence=f"{title}, {shown}")


def _of_what(row: TraceRow) -> str:
    if not row.energy_wh:
        return "" if row.price is None else words("account.row_days", price=i18n.exact_money(row.price))
    energy = i18n.exact_energy(row.energy_wh)
    if row.price is None:
        return str(energy)
    return words("account.row", energy=energy, price=i18n.exact_price(row.price))


def _how(rows: Sequence[TraceRow], *, is_day: bool) -> str:
    """What the rows are, and what they open."""
    if not any(row.energy_wh for row in rows):
        return ""
    return words("account.by_intervals" if is_day else "account.by_days")


def _versions(rows: Sequence[TraceRow]) -> str:
    versions = sorted({row.version for row in rows if row.version is not None})
    return words("account.versions", versions=", ".join(map(str, versions))) if versions else ""
