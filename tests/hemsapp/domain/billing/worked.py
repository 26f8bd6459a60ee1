"""Reads the worked bills of docs/bills: what was used, and each line with its arithmetic, as a newcomer reads them."""

import ast
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from hemsapp.domain.billing.charges import Use
from hemsapp.statement import BillLine, LineKind

PAGES = Path(__file__).resolve().parents[4] / "docs" / "bills"
_BILL = re.compile(
    r"Bill: `(?P<plan>[\w-]+)`, (?P<start>\d{4}-\d\d-\d\d) until (?P<end>\d{4}-\d\d-\d\d), zone (?P<zone>[\w/]+)"
    r"(?:, region (?P<region>[\w -]+?))?(?P<medical>, medical)?\."
)
_OPERATORS: dict[type, Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
_WORDS = {
    LineKind.ENERGY: "Energy",
    LineKind.TIME_OF_USE: "Time of use",
    LineKind.BASELINE_CREDIT: "Baseline credit",
    LineKind.FIXED: "Fixed charge",
    LineKind.MINIMUM: "Minimum",
    LineKind.EVENT: "Event",
    LineKind.EVENT_CREDIT: "Event credit",
    LineKind.SOLD: "Sold",
    LineKind.TAX: "Tax",
}


@dataclass(frozen=True)
class Drawn:
    """A row of the usage: so much power from and until a time of the local clock, on every day or on one."""

    day: date | None
    start_minute: int
    end_minute: int
    watts: int
    sold_watts: int
    is_event: bool


@dataclass(frozen=True)
class StatedLine:
    """A row of the bill as it is written."""

    label: str
    energy_wh: int | None
    days: int | None
    price: Decimal | None
    exact: Decimal | None
    amount: Decimal
    formulas: tuple[str, ...]


@dataclass
class WorkedBill:
    """One bill of a page."""

    plan: str
    start: date
    end: date
    zone: str
    region: str
    is_medical: bool
    drawn: list[Drawn] = field(default_factory=list)
    lines: list[StatedLine] = field(default_factory=list)
    total: Decimal | None = None

    def uses(self) -> Iterator[Use]:
        """Each quarter-hour of the bill by the local clock."""
        zone = ZoneInfo(self.zone)
        begin, end = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (self.start, self.end))
        for at_s in range(int(begin.timestamp()), int(end.timestamp()), 900):
            local = datetime.fromtimestamp(at_s, zone)
            minute = local.hour * 60 + local.minute
            rows = [
                each
                for each in self.drawn
                if each.day in {None, local.date()} and each.start_minute <= minute < each.end_minute
            ]
            quarter_wh = sum(each.watts for each in rows) // 4
            sold_wh = sum(each.sold_watts for each in rows) // 4
            yield Use(at_s, 900, quarter_wh, sold_wh, is_event=any(each.is_event for each in rows))


def value_of(formula: str) -> Decimal:
    """The value of an arithmetic expression of numbers, exactly."""

    def reckon(node: ast.expr) -> Decimal:
        if isinstance(node, ast.BinOp):
            return _OPERATORS[type(node.op)](reckon(node.left), reckon(node.right))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -reckon(node.operand)
        return Decimal(ast.unparse(node))

    return reckon(ast.parse(formula.strip(), mode="eval").body)


def label_of(line: BillLine) -> str:
    """What a line is called on these pages."""
    words = _WORDS[line.kind]
    if line.kind is LineKind.FIXED and line.days is None:
        words = "Fixed charge of the month"
    parts = [words, " ".join(each for each in (line.season, line.period) if each), line.name]
    if line.tier is not None:
        parts.append(f"tier {line.tier}")
    return ", ".join(each for each in parts if each)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def _minute(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def _drawn(cells: list[str]) -> Drawn:
    day, start, end, power, sold, event = cells
    watts, sold_watts = (int(Decimal(each or "0") * 1000) for each in (power, sold))
    assert watts % 4 == 0
    assert sold_watts % 4 == 0
    on = None if day == "every day" else date.fromisoformat(day)
    return Drawn(on, _minute(start), _minute(end), watts, sold_watts, event == "event")


def _stated(cells: list[str]) -> StatedLine:
    label, quantity, price, exact, amount, how = cells
    number, _, unit = quantity.partition(" ")
    return StatedLine(
        label,
        int(Decimal(number) * 1000) if unit == "kWh" else None,
        int(number) if unit == "days" else None,
        Decimal(price) if price else None,
        Decimal(exact) if exact else None,
        Decimal(amount),
        tuple(each for each in re.findall(r"`([^`]*)`", how) if "=" in each),
    )


def worked_bills(page: Path) -> list[WorkedBill]:
    """The bills of a page, each begun by a line `Bill: ...`."""
    bills: list[WorkedBill] = []
    table = ""
    for row in page.read_text(encoding="utf-8").splitlines():
        if found := _BILL.search(row):
            table = ""
            start, end = date.fromisoformat(found["start"]), date.fromisoformat(found["end"])
            assert end - start > timedelta(0)
            bills.append(
                WorkedBill(found["plan"], start, end, found["zone"], found["region"] or "", bool(found["medical"]))
            )
        elif not row.startswith("|"):
            table = ""
        elif not table:
            table = _cells(row)[0]
        elif not row.startswith("|--"):
            cells = _cells(row)
            if table == "days":
                bills[-1].drawn.append(_drawn(cells))
            elif table == "line" and cells[0] == "**Total**":
                bills[-1].total = Decimal(cells[4].strip("*"))
            elif table == "line":
                bills[-1].lines.append(_stated(cells))
    return bills
