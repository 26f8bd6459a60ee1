"""The other pages: clock, home network, messages, more, welcome, why; and the order of pages."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from devices.moment import Moment
from hemsapp.commands import (
    AcknowledgeText,
    ClockSource,
    PriceSource,
    Role,
    SetClock,
    SetManners,
    Welcome,
)
from hemsapp.manners import Manners
from ui.presenters.clock import ClockPanel
from ui.presenters.frame import REAL_TIME, Page, following, rail
from ui.presenters.messages import MessagesPresenter
from ui.presenters.more import MorePresenter
from ui.presenters.welcome import WelcomePresenter
from ui.presenters.why import why_bill, why_cost, why_price
from ui.screens import cases
from ui.screens.cases import NOW, normal
from ui.views import ButtonState


def test_next_goes_through_every_page_of_real_time_information_and_back_home() -> None:
    """C1FR33"""
    page, seen = Page.HOME, []
    for _ in REAL_TIME:
        seen.append(page)
        page = following(page)
    assert seen == [Page.HOME, Page.BILL, Page.PRICES, Page.HISTORY, Page.COMFORT, Page.MORE]
    assert page is Page.HOME
    assert following(Page.HOME, -1) is Page.MORE
    assert following(Page.RATES) is Page.HOME


def test_the_rail_holds_only_pages_that_live_and_next() -> None:
    """C1FR33"""
    items = rail(Page.RATES).items
    assert [(item.word, item.is_selected) for item in items] == [
        ("Home", False),
        ("Bill", False),
        ("Prices", False),
        ("History", False),
        ("Comfort", False),
        ("More", True),
        ("Next", False),
    ]


def test_the_clock_shows_time_date_and_zone() -> None:
    """C1NFR13.2"""
    view = ClockPanel().present(normal(), NOW)
    assert (view.time, view.date) == ("1:12 PM", "Monday 13 July 2026")
    assert view.zone == "Time zone America/Los Angeles"
    assert view.meter == "The meter’s clock is 1 s behind this one."  # noqa: RUF001 - a typographic apostrophe
    assert (view.source.selected, view.set) == (0, None)
    assert not any(stepper.can_decrease or stepper.can_increase for _, _, stepper in view.steppers)


def test_the_clock_is_set_by_hand_in_the_homes_own_time() -> None:
    """C1NFR13.2"""
    presenter = ClockPanel()
    presenter.present(normal(), NOW)
    assert presenter.choose_source(1) is None
    presenter.step("hour", 2)
    presenter.step("minute", -2)
    presenter.step("day", 1)
    view = presenter.present(normal(), NOW)
    assert [stepper.text for _, _, stepper in view.steppers] == ["Tue 14 Jul 2026", "3 PM", "10"]
    assert view.set is not None
    assert view.set.text == "Set to 3:10 PM"
    assert presenter.accept() == SetClock(datetime(2026, 7, 14, 22, 10, tzinfo=UTC))
    assert not presenter.is_editing


def test_the_clock_follows_the_meter_again() -> None:
    """C1NFR13.2"""
    s = normal()
    by_hand = replace(s, preferences=replace(s.preferences, clock_source=ClockSource.HAND))
    presenter = ClockPanel()
    assert presenter.present(by_hand, NOW).source.selected == 1
    assert presenter.choose_source(0) == SetClock(None)


def test_an_hour_that_daylight_saving_leaves_out_cannot_be_set() -> None:
    """C1NFR13.2"""
    spring = Moment(datetime(2026, 3, 8, 9, 30, tzinfo=UTC), 1.0)
    presenter = ClockPanel()
    presenter.present(normal(), spring)
    presenter.choose_source(1)
    presenter.step("hour", 1)
    view = presenter.present(normal(), spring)
    assert view.note == "That time does not exist: the clocks go forward."
    assert view.set is not None
    assert view.set.state is ButtonState.DISABLED
    assert presenter.accept() is None


def test_a_text_from_the_utility_is_read_and_confirmed() -> None:
    presenter, s = MessagesPresenter(), normal()
    view = presenter.present(s, NOW)
    assert (view.header.subtitle, view.cards[0].card.when) == ("1 new", "today 9:30 AM")
    assert view.cards[0].card.accept is not None
    assert presenter.got_it(view.cards[0].message_id) == AcknowledgeText(17)
    read = presenter.present(replace(s, texts=(replace(s.texts[0], is_acknowledged=True),)), NOW)
    assert read.cards[0].card.is_read
    assert read.cards[0].card.when == "today 9:30 AM · read, your utility was told"
    assert presenter.present(cases.silent(), NOW).empty.startswith("No messages.")


def test_every_tile_of_more_says_how_its_page_stands() -> None:
    tiles = MorePresenter().present(normal(), NOW).tiles
    assert [(tile.title, tile.subtitle, tile.badge) for _, tile in tiles] == [
        ("Events", "none announced", ""),
        ("Messages", "1 new", "1"),
        ("Event rules", "3 of 4 devices take part", ""),
        ("Devices", "4 of 4 devices heard", ""),
        ("Rates", "sample prices, since 1 Jun", ""),
        ("Settings", "screen, bill date, PIN", ""),
        ("Users’ manual", "works offline", ""),  # noqa: RUF001 - a typographic apostrophe
        ("Diagnostics", "All OK", ""),
        ("Demo", "practise an event", ""),
    ]
    s = normal()
    guarded = replace(s, preferences=replace(s.preferences, is_pin_set=True))
    locked = [tile.title for _, tile in MorePresenter().present(guarded, NOW).tiles if tile.is_locked]
    assert locked == ["Rates"]


@pytest.mark.parametrize(("role", "page"), [(Role.HOME, Page.HOME), (Role.INSTALLER, Page.NETWORK)])
def test_the_first_question_leads_to_where_its_answer_belongs(role: Role, page: Page) -> None:
    presenter = WelcomePresenter()
    assert [each for each, _ in presenter.present(cases.first_run()).roles] == [Role.HOME, Role.INSTALLER, Role.DEMO]
    assert presenter.answer(role) == (Welcome(role), page)
    assert presenter.grow() == SetManners(Manners(text_percent=120))
    assert presenter.speak(1) == SetManners(Manners(language="es-US"))
    assert [row.value for row in presenter.explain_demo().rows] == ["hemsapp demo"]


def test_a_number_explains_itself_only_with_factors_that_give_it() -> None:
    """C1FR34c"""
    why = why_cost(normal(), NOW)
    assert why is not None
    assert [(row.label, row.value) for row in why.rows] == [
        ("Power now", "1.71 kW"),
        ("Price now", "24.6¢/kWh"),
        ("Cost in an hour", "$0.42/h"),
    ]
    assert why_cost(cases.silent(), NOW) is None
    assert why_cost(cases.exporting(), NOW) is None
    high = why_price(cases.high_price())
    assert high is not None
    assert [row.value for row in high.rows] == ["24.6¢/kWh", "+9.4¢", "34.0¢/kWh"]
    assert why_price(cases.price_expired()) is None


def test_the_price_of_an_event_explains_itself_beside_the_rates() -> None:
    """C1FR32f"""
    s = normal()
    peak = replace(s.prices, price=Decimal("0.62000"), is_event=True, stored=Decimal("0.34000"))
    why = why_price(replace(s, prices=peak))
    assert why is not None
    assert [(row.label, row.value) for row in why.rows] == [
        ("Your rates say", "34.0¢/kWh"),
        ("This event", "+28.0¢"),
        ("Price now", "62.0¢/kWh"),
    ]
    published = why_price(replace(s, prices=replace(peak, source=PriceSource.PUBLISHED)))
    assert published is not None
    assert [row.value for row in published.rows] == ["62.0¢/kWh"]


def test_the_bill_explains_itself_to_the_cent() -> None:
    """C1FR32e"""
    why = why_bill(normal())
    assert why is not None
    amounts = [Decimal(row.value.replace("$", "").replace("\N{MINUS SIGN}", "-")) for row in why.rows]
    assert sum(amounts[:-1]) == amounts[-1] == Decimal("87.16")
