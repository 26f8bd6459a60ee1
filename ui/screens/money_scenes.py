"""The money pages in every state: which case of the house, which page, which buttons were pressed on it."""

from ui.presenters.frame import Page
from ui.screens.cases import CASES
from ui.screens.history_cases import Scene

_KEYS = "rates.pad.keys"
_LIBRARY = ("rates.tabs.3", "rates.choose")


def _typed(field: str, digits: str) -> tuple[str, ...]:
    """The buttons of a number on the pad."""
    signs = ("point" if sign == "." else sign for sign in digits)
    return (f"rates.{field}", *(f"{_KEYS}.{sign}" for sign in signs), f"{_KEYS}.accept")


def _rates(*pressed: str, case: str = "normal") -> Scene:
    return Scene(CASES[case], Page.RATES, pressed=pressed)


_PRINTED = ("match.total", *(f"match.pad.keys.{sign}" for sign in "131"), "match.pad.keys.accept")

MONEY_SCENES: dict[str, Scene] = {
    "statement-every-line": Scene(CASES["bill-every-line"], Page.STATEMENT),
    "statement-days": Scene(CASES["normal"], Page.STATEMENT, pressed=("statement.row0",)),
    "statement-intervals": Scene(CASES["normal"], Page.STATEMENT, pressed=("statement.row0", "statement.row1")),
    "statement-charge": Scene(CASES["normal"], Page.STATEMENT, pressed=("statement.row4",)),
    "bills": Scene(CASES["normal"], Page.STATEMENT, pressed=("statement.bills",)),
    "bill-that-ended": Scene(CASES["normal"], Page.STATEMENT, pressed=("statement.bills", "statement.row1")),
    "match-typing": Scene(CASES["normal"], Page.MATCH, pressed=_PRINTED[:-1]),
    "match-found": Scene(CASES["normal"], Page.MATCH, pressed=(*_PRINTED, "match.compare")),
    "match-used": Scene(CASES["normal"], Page.MATCH, pressed=(*_PRINTED, "match.compare", "match.use")),
    "rates-edited": _rates(*_typed("tier2.price", "25.2")),
    "rates-past": _rates(*_typed("tier2.price", "25.2"), "rates.starts", "rates.date.likely2", "rates.date.primary"),
    "rates-saved": _rates(*_typed("tier2.price", "25.2"), "rates.save"),
    "rates-too-high": _rates(*_typed("tier2.price", "2520")),
    "rates-typing": _rates(*_typed("tier2.price", "25.2")[:-1]),
    "rates-four-tiers": _rates(*_typed("tier3.up_to", "900"), case="event-active"),
    "rates-weekends": _rates("rates.weekends"),
    "rates-time": _rates("rates.times2"),
    "rates-date": _rates("rates.starts"),
    "rates-holidays": _rates("rates.holidays"),
    "rates-critical": _rates("rates.tabs.1", *_typed("critical.credit", "3.5")),
    "rates-not-critical": _rates("rates.tabs.1", "rates.has_critical"),
    "rates-fixed": _rates("rates.tabs.2", case="event-active"),
    "rates-plan": _rates("rates.tabs.3"),
    "rates-library": _rates(*_LIBRARY),
    "rates-baseline": _rates(*_LIBRARY, "rates.library1"),
    "rates-baseline-tiers": _rates(*_LIBRARY, "rates.library1", "rates.tabs.0"),
    "rates-baseline-fixed": _rates(*_LIBRARY, "rates.library1", "rates.tabs.2"),
    "rates-one-price": _rates(*_LIBRARY, "rates.library2", "rates.tabs.0"),
    "rates-leaving": _rates(*_typed("tier2.price", "25.2"), "rail.bill"),
    "rates-re-rating": _rates(case="bill-re-rating"),
    "rates-re-rated": _rates(case="bill-re-rated"),
}
"""What the gallery paints, and what is tested to fit."""
SHEETS = {
    "match-typing": "match.pad",
    "rates-typing": "rates.pad",
    "rates-time": "rates.time",
    "rates-date": "rates.date",
    "rates-holidays": "rates.holiday_sheet",
    "rates-library": "rates.library_sheet",
    "rates-leaving": "rates.leave",
}
"""Those that a sheet covers, with its name."""
