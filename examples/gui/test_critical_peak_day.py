"""A hot afternoon, as a person lives it: each test goes on where the one before left the day."""

from door import Door


def test_the_price_is_on_home_before_anything_is_touched(door: Door) -> None:
    assert door.screen() == "home"
    assert door.text("home.price_now") == "Price now, 34.0¢/kWh, High"
    cost = door.text("home.cost_now")
    assert cost.startswith("Costs $")
    assert "High price" in cost


def test_next_opens_every_page_and_comes_home(door: Door) -> None:
    pages = [door.tap("rail.next") for _ in range(6)]
    assert pages == ["bill", "prices", "history", "comfort", "more", "home"]
    assert door.ask("swipe", to="left")["screen"] == "bill"
    assert door.ask("swipe", to="right")["screen"] == "home"


def test_the_utility_announces_a_critical_peak_and_the_plan_is_kept(door: Door) -> None:
    door.advance(minutes=12)
    card = door.text("home.event_card")
    assert card.startswith("Critical price today, 5–6 PM. 62¢ instead of 34¢ per kWh.")
    door.tap("home.event_card.0")
    door.wait(snapshot="events.all.0.is_answered", is_=True)
    assert door.text("header.chip1") == "Today 5–6 PM"


def test_it_starts_by_itself_and_says_when_it_ends(door: Door) -> None:
    door.advance(minutes=80)
    assert door.text("band") == "Critical price · ends 6:00 PM · 57 m left"
    first = door.snapshot()["events"]["all"][0]["participations"][0]
    assert (first["part"], first["normal_centi_c"], first["confirmed_centi_c"]) == ("saving", 2333, 2553)


def test_too_warm_is_two_touches_and_can_be_undone(door: Door) -> None:
    door.tap("home.step_out")
    assert door.text("home.override.option0").startswith("1° cooler Thermostat goes to 77° until 6:00 PM")
    door.tap("home.override.primary")
    door.wait(snapshot="events.undo.set_point_centi_c", is_=2497)
    assert door.text("toast").startswith("Thermostat is going to 77°.")
    door.ask("clock", advance_s=3)
    door.tap("toast.action")
    door.wait(snapshot="events.undo", is_=None)


def test_every_receipt_reaches_the_utility(door: Door) -> None:
    door.advance(minutes=75)
    door.tap("rail.more", "more.events")
    assert door.snapshot()["events"]["current"] is None
    (event,) = door.snapshot()["events"]["all"]
    receipts = [link for link in event["loop"] if link["is_receipt"]]
    assert [link["station"] for link in receipts] == ["display", "meter", "MS", "MDMS"]
    assert all(link["at"] and not link["is_late"] for link in receipts)
    assert (event["last_status"], door.snapshot()["events"]["owed"]) == ("completed", 0)
    door.tap("rail.home")


def test_language_text_and_theme_change_at_once(door: Door) -> None:
    door.tap("rail.more", "more.settings", "settings.language", "language.tongue.1")
    door.wait(snapshot="preferences.manners.language", is_="es-US")
    door.wait(name="rail.next", is_="Siguiente")
    door.tap("language.tongue.0", "settings.screen", "screen.text.2", "screen.theme.1")
    door.wait(snapshot="preferences.manners.text_percent", is_=150)
    door.wait(snapshot="preferences.theme", is_="light")
    assert door.text("rail.next") == "Next"
    door.tap("screen.text.0", "screen.theme.0")


def test_the_bill_date_is_set_in_three_touches_from_home(door: Door) -> None:
    door.tap("rail.home")
    door.tap("rail.more", "more.settings", "settings.bill_date", "bill_date.day.19")
    door.wait(snapshot="preferences.bill_day", is_=19)
