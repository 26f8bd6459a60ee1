"""The bill's pages offscreen: every amount opens what it is made of, a printed bill is matched, work is watched."""

import pytest
from PySide6.QtWidgets import QWidget

from hemsapp.commands import SaveRates, StopWork
from tests.ui.screens.conftest import Kiosk
from ui.presenters.frame import Page
from ui.screens import cases
from ui.screens.sample_answers import serve
from ui.tokens import Touch


@pytest.fixture
def house(kiosk: Kiosk) -> Kiosk:
    """The sample house, whose store answers."""
    serve(kiosk.window)
    return kiosk


def title(kiosk: Kiosk) -> str:
    return kiosk.window._header.view.title


def test_a_dollar_of_the_bill_opens_down_to_a_quarter_hour_and_up_again(house: Kiosk) -> None:
    """users.md 2, users.md 5"""
    house.tap("rail.bill")
    house.tap("bill.energy")
    assert (house.page(), title(house)) == (Page.STATEMENT, "Energy")
    house.tap("statement.row1")
    assert title(house) == "Tier 2"
    house.tap("statement.row0")
    assert house.text("statement.row40").startswith("10\N{EN DASH}10:15 AM, ")
    for expected in ("Tier 2", "Energy"):
        house.tap("header.back")
        assert (house.page(), title(house)) == (Page.STATEMENT, expected)
    house.tap("header.back")
    assert house.page() is Page.BILL


def test_the_total_opens_the_statement_and_the_bills_before_it(house: Kiosk) -> None:
    house.tap("rail.bill")
    house.tap("bill.total")
    assert house.text("statement.sum") == "Total, $87.16"
    house.tap("statement.bills")
    house.tap("statement.row1")
    assert house.text("statement.total_cost") == "$128.12"
    house.tap("statement.match")
    assert house.page() is Page.MATCH
    assert house.text("match.from") == "Sun 24 May"


def test_a_printed_bill_is_typed_compared_and_its_correction_used(house: Kiosk) -> None:
    """C1FR34a"""
    house.tap("rail.bill")
    house.tap("bill.match")
    house.tap("match.total")
    for key in ("1", "3", "1", "point", "0", "2", "accept"):
        house.tap(f"match.pad.keys.{key}")
    house.tap("match.compare")
    assert house.text("match.title") == "$2.90 too little here"
    house.tap("match.use")
    (command,) = house.asked
    assert isinstance(command, SaveRates)
    assert not house.find("match.use").isVisible()


def test_dates_are_stepped_and_not_now_leaves_all_as_it_is(house: Kiosk) -> None:
    house.window.open(Page.MATCH)
    house.tap("match.from.more")
    house.tap("match.to.less")
    assert (house.text("match.from"), house.text("match.to")) == ("Mon 25 May", "Tue 23 Jun")
    house.tap("match.total")
    house.tap("match.pad.keys.9")
    house.tap("match.pad.keys.accept")
    house.tap("match.compare")
    house.tap("match.not_now")
    assert house.asked == []
    assert house.text("match.total").endswith("9.00")


def test_counting_anew_is_watched_and_put_away(house: Kiosk) -> None:
    """users.md 2"""
    house.tap("rail.bill")
    house.window.show_snapshot(cases.CASES["bill-re-rating"]())
    assert house.text("bill.work").endswith("56\N{THIN SPACE}%")
    house.window.show_snapshot(cases.CASES["bill-re-rated"]())
    assert house.text("bill.work").startswith("Two bills were counted anew")
    house.tap("bill.work.button")
    assert house.asked == [StopWork()]


@pytest.mark.parametrize("page", [Page.BILL, Page.STATEMENT, Page.MATCH])
def test_what_a_finger_touches_on_the_money_pages_is_large_enough(house: Kiosk, page: Page) -> None:
    house.window.open(page)
    screen = house.find(page)
    small = [
        button.objectName()
        for button in screen.findChildren(QWidget)
        if button.isVisible()
        and button.metaObject().className() in {"Button", "ListRow", "Field", "Segment"}
        and (button.width() < Touch.MINIMUM or button.height() < Touch.MINIMUM)
    ]
    assert small == []
