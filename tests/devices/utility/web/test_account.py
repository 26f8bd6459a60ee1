"""The customer looks at usage and events (UC96.4.1 to UC96.4.9)."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from devices.demand_response import EventStatus
from devices.utility.web.audit import REFUSAL
from devices.utility.web.price_sheet import PricesUnreadable, load
from devices.utility.web.site import FILES
from tests.devices.utility.web.homes import Home
from tests.devices.utility.web.world import Browser
from tests.devices.utility.world import START, ZONE


@pytest.fixture
def home() -> Iterator[Home]:
    home = Home()
    yield home
    home.close()


async def signed_in(home: Home) -> Browser:
    browser = home.site.browser()
    assert (await browser.sign_in()).status_code == 303
    return browser


async def test_a_customer_sees_yesterdays_intervals_and_events_with_hourly_prices(home: Home) -> None:
    """UC96.4.1, UC96.4.3, UC96.4.4."""
    event = home.order(60)
    browser = await signed_in(home)
    page = (await browser.see("/")).text
    assert "Maria Muñoz" in page
    assert "Next event: Tuesday, July 14, 2:00 pm" in page
    day = (await browser.see("/usage")).text
    assert "Monday, July 13" in day
    assert "24.3 kWh" in day
    assert day.count("<td>") == 96 * 2
    assert "0.250 kWh" in day
    listed = (await browser.see("/events")).text
    assert f"/events/{event}" in listed
    assert "62¢ a kWh" in listed
    shown = (await browser.see(f"/events/{event}")).text
    assert shown.count("62¢ a kWh") == 3
    assert "2:00 pm to 3:00 pm" in shown


async def test_an_active_event_shows_what_was_posted_and_looks_again_after_the_next_interval(home: Home) -> None:
    """UC96.4.5, UC96.4.6, UC96.4.7."""
    event = home.order(60)
    home.run(minutes=79)
    home.read(START, 75, wh=100)
    home.tell(1, event, EventStatus.STARTED)
    browser = await signed_in(home)
    overview = (await browser.see("/")).text
    assert "Follow it" in overview
    page = (await browser.see(f"/events/{event}")).text
    assert "Active" in page
    assert "1 interval posted" in page
    assert "0.10 kWh" in page
    assert "$0.06 for this energy" in page
    assert 'http-equiv="refresh"' in page
    assert "So far, in the intervals that were posted until 2:15 pm." in page
    assert "0.15 kWh less than usual" in page
    home.run(minutes=12)
    home.read(START, 90, wh=100)
    fragment = await browser.see(f"/events/{event}/live?refresh")
    assert "<html" not in fragment.text
    assert "2 intervals posted" in fragment.text
    assert 'data-refresh-s="8' in fragment.text
    assert 'id="stale" role="status" hidden' in fragment.text, "said by the script when nobody answers any more"


async def test_an_event_is_compared_with_like_days_and_shows_what_the_equipment_did(home: Home) -> None:
    """UC96.4.8."""
    event = home.order(60)
    home.read(START, 60)
    home.run(minutes=60)
    home.tell(1, event, EventStatus.STARTED)
    home.read(START.replace(hour=21), 120, wh=100)
    home.run(minutes=121)
    home.tell(2, event, EventStatus.COMPLETED)
    browser = await signed_in(home)
    page = (await browser.see(f"/events/{event}")).text
    assert "1.20 kWh less than usual" in page
    assert "you would have used 2.00 kWh: the mean of 10 days" in page
    assert page.count("cooling to 78 F") == 4, "what each device did, there and in the chain"
    assert "From the utility to your devices and back" in page
    assert page.count('<span class="state hidden">done</span>') >= 6, "the receipt chain, link by link"
    assert "14:00:0" in page
    assert "completed" in page
    assert 'http-equiv="refresh"' not in page


async def test_a_day_of_which_nothing_is_known_says_so_and_never_shows_a_zero(home: Home) -> None:
    browser = await signed_in(home)
    page = (await browser.see("/usage?day=2026-01-01")).text
    assert "Nothing is known of this day." in page
    assert "0.000 kWh" not in page
    assert (await browser.see("/usage?day=nonsense")).status_code == 422
    assert (await browser.see("/usage?day=9999-12-31")).status_code == 400


async def test_another_customers_event_is_not_there_and_nothing_of_it_is_told(home: Home) -> None:
    event = home.order(60)
    browser = await signed_in(home)
    assert (await browser.see(f"/events/{event}")).status_code == 200
    assert (await browser.see(f"/events/{event + 1}")).status_code == 404
    home.utility.mdms.accounts.remove("1001", "meter-1", START)
    assert (await browser.see(f"/events/{event}")).status_code == 404
    assert ("maria", "look", f"GET /events/{event}", "done") in home.site.done()


async def test_the_overview_tells_what_a_kwh_costs_now_its_tier_and_until_when(home: Home) -> None:
    """UC96.4.4"""
    home.site.site.prices = load(FILES / "sample-prices.toml")
    browser = await signed_in(home)
    page = (await browser.see("/")).text
    assert "24.6¢ a kWh" in page
    assert '<span class="chip normal">Normal</span>' in page
    assert "Until 2:00 pm" in page
    assert "No event now" in page


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "price = 3",
        '[[price]]\nfrom = "08:00"\ntier = "low"\ndollars = "0.1"',
        '[[price]]\nfrom = "00:00"\ntier = "dear"\ndollars = "0.1"',
        '[[price]]\nfrom = "00:00"\ntier = "low"\ndollars = "much"',
    ],
)
def test_a_sheet_that_holds_no_days_prices_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text(text)
    with pytest.raises(PricesUnreadable):
        load(tmp_path / "prices.toml")


def test_a_price_that_holds_all_day_has_no_end(tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text('[[price]]\nfrom = "00:00"\ntier = "normal"\ndollars = "0.2"')
    assert load(tmp_path / "prices.toml").at(START).until is None
    evening = load(FILES / "sample-prices.toml").at(datetime(2026, 7, 14, 23, tzinfo=ZONE))
    assert (evening.tier, evening.until) == ("low", datetime(2026, 7, 15, tzinfo=ZONE))


@pytest.mark.parametrize(("language", "word"), [("es-US", "Consumo"), ("fr-CA", "Consommation")])
async def test_every_page_speaks_the_customers_language(home: Home, language: str, word: str) -> None:
    event = home.order(60)
    browser = await signed_in(home)
    await browser.see(f"/language?to={language}")
    for path in ("/", "/usage", "/events", f"/events/{event}"):
        page = await browser.see(path)
        assert page.status_code == 200
        assert word in page.text
        assert "Usage" not in page.text


async def test_the_staff_are_led_to_their_console_and_see_no_customers_page(home: Home) -> None:
    browser = home.site.browser()
    assert (await browser.sign_in(name="Ruth")).headers["location"] == "/console/"
    assert (await browser.see("/")).headers["location"] == "/console/"
    answer = await browser.see("/usage")
    assert answer.status_code == 403
    assert home.site.done()[-1][1] == REFUSAL
