"""X-MEASURED-RESPONSE at home: what events were worth, from what is kept; the card, the page and the records agree."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from devices.measured_response import Adjustment, Reason
from hemsapp.domain.event_facts import KeptEvent
from hemsapp.domain.event_table import EventState
from hemsapp.domain.facts import Amendment
from hemsapp.questions import WorthShown, WorthWanted
from hemsapp.rates import CriticalPeak, Season, TariffTier, TariffVersion
from hemsapp.snapshot.events import Program
from tests.hemsapp.archive.kept_home import KeptHome, local, quarters
from tests.hemsapp.domain.world import SAMPLE

TODAY = date(2026, 7, 20)
DAY = timedelta(days=1)


def kept(number: int, day: date, price: str | None = "0.62", hours: int = 4) -> KeptEvent:
    start = local(f"{day}T17:00")
    return KeptEvent(
        number, EventState.ENDED, start - timedelta(hours=8), start, hours * 60, 2, 1, 0, Program.CRITICAL_PEAK,
        price=None if price is None else Decimal(price), began=start, ended=start + timedelta(hours=hours),
    )  # fmt: skip


def lived(home: KeptHome, events: dict[date, int], *, first: date = date(2026, 6, 8), usual_wh: int = 250) -> None:
    """`usual_wh` in each quarter-hour; in the event's hours of a day what `events` says of it."""
    day = first
    facts = []
    while day < TODAY:
        rows = quarters(day, usual_wh)
        wh = events.get(day, usual_wh)
        begin, end = local(f"{day}T17:00"), local(f"{day}T21:00")
        facts += [
            replace(row, delivered_wh=wh, measured_delivered_wh=wh) if begin <= row.start < end else row for row in rows
        ]
        day += DAY
    home.keep(*facts)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KeptHome]:
    made = KeptHome(tmp_path, local(f"{TODAY}T12:00"))
    yield made
    made.store.close()


def worth(home: KeptHome, event: int | None = None) -> WorthShown:
    return home.ask(WorthWanted(event), WorthShown)


def test_an_event_is_told_with_every_step(home: KeptHome) -> None:
    """X-MEASURED-RESPONSE"""
    lived(home, {date(2026, 7, 14): 100})
    home.keep(kept(1, date(2026, 7, 14)))
    shown = worth(home)
    (event,) = shown.events
    assert (event.start, event.end) == (local("2026-07-14T17:00"), local("2026-07-14T21:00"))
    assert (event.raw_wh, event.baseline_wh, event.used_wh) == (4000, 4000, 1600)
    assert (event.adjustment_percent, event.adjustment) == (0, Adjustment.APPLIED.value)
    assert (event.before_wh, event.usual_before_wh, event.is_business_day) == (3000, 3000, True)
    assert (event.price, event.saved) == (Decimal("0.62"), Decimal("1.488"))
    taken = [step for step in event.steps if step.is_taken]
    assert [(step.energy_wh, step.reason) for step in taken] == [(4000, "")] * 10
    assert event.steps[1].reason == Reason.OTHER_KIND.value
    assert (shown.season_events, shown.season_measured) == (1, 1)
    assert (shown.season_saved_wh, shown.season_saved) == (2400, Decimal("1.488"))


def test_a_season_sums_what_could_be_measured_also_where_more_was_used(home: KeptHome) -> None:
    days = {date(2026, 6, 23): 100, date(2026, 7, 9): 300, date(2026, 7, 14): 200}
    lived(home, days)
    home.keep(*(kept(number, day) for number, day in enumerate(days, 1)))
    home.keep(replace(kept(7, date(2026, 7, 15)), is_test=True), kept(8, date(2026, 5, 21)))
    shown = worth(home)
    assert [event.issuer_event_id for event in shown.events] == [3, 2, 1, 8]
    assert [event.saved for event in shown.events] == [Decimal("0.496"), Decimal("-0.496"), Decimal("1.488"), None]
    assert shown.events[-1].baseline_wh is shown.events[-1].adjustment_percent is None
    assert (shown.season_start, shown.season_events, shown.season_measured) == (date(2026, 1, 1), 4, 3)
    assert (shown.season_saved_wh, shown.season_saved) == (2400, Decimal("1.488"))


def test_the_season_is_that_of_the_plan(tmp_path: Path) -> None:
    plan = replace(SAMPLE, seasons=(Season("summer", 7), Season("winter", 11)))
    home = KeptHome(tmp_path, local(f"{TODAY}T12:00"), plan)
    days = {date(2026, 6, 23): 100, date(2026, 7, 9): 200}
    lived(home, days)
    home.keep(*(kept(number, day) for number, day in enumerate(days, 1)))
    assert (worth(home).season_start, worth(home).season_events) == (date(2026, 7, 1), 1)
    before = worth(home, 1)
    assert (before.season_start, before.season_events) == (date(2025, 11, 1), 1)
    home.store.close()


def plan_with(adder: str | None) -> TariffVersion:
    """One price in every hour, and what events add to it."""
    peak = None if adder is None else CriticalPeak(Decimal(adder))
    return replace(SAMPLE, tiers=(TariffTier(None, Decimal("0.20")),), times_of_use=(), critical_peak=peak)


@pytest.mark.parametrize(
    ("event", "adder", "price"),
    [
        (kept(1, date(2026, 7, 14)), "0.60", "0.62"),
        (kept(1, date(2026, 7, 14), None), "0.60", "0.80"),
        (kept(1, date(2026, 7, 14), None), None, "0.20"),
        (replace(kept(1, date(2026, 7, 14), None), program=Program.EMERGENCY), "0.60", "0.20"),
        (replace(kept(1, date(2026, 7, 14)), is_test=True), "0.60", "0.20"),
    ],
)
def test_a_kwh_of_an_event_is_worth_its_price_or_what_the_plan_asks_then(
    tmp_path: Path, event: KeptEvent, adder: str | None, price: str
) -> None:
    home = KeptHome(tmp_path, local(f"{TODAY}T12:00"), plan_with(adder))
    lived(home, {date(2026, 7, 14): 100}, first=date(2026, 6, 22))
    home.keep(event)
    (found,) = worth(home, 1).events
    assert (found.price, found.saved) == (Decimal(price), Decimal(price) * Decimal("2.4"))
    home.store.close()


def test_a_kwh_is_worth_the_tier_that_the_bill_had_reached(tmp_path: Path) -> None:
    tiers = (TariffTier(24_000, Decimal("0.10")), TariffTier(None, Decimal("0.30")))
    home = KeptHome(tmp_path, local(f"{TODAY}T12:00"), replace(plan_with(None), tiers=tiers))
    lived(home, {}, first=date(2026, 6, 22))
    home.keep(kept(1, date(2026, 7, 1), None), kept(2, date(2026, 7, 2), None))
    assert [event.price for event in worth(home).events] == [Decimal("0.30"), Decimal("0.10")]
    home.store.close()


def test_what_a_person_left_out_is_not_known(home: KeptHome) -> None:
    lived(home, {date(2026, 7, 14): 100})
    home.keep(kept(1, date(2026, 7, 14)))
    home.keep(Amendment(local("2026-07-13T18:00"), 3600, None, local("2026-07-15T10:00")))
    (found,) = worth(home).events
    assert {step.day: step.reason for step in found.steps}[date(2026, 7, 13)] == Reason.UNKNOWN.value
    assert found.baseline_wh == 4000


@pytest.mark.parametrize(
    "event",
    [
        replace(kept(1, date(2026, 7, 14)), state=EventState.REJECTED),
        replace(kept(1, date(2026, 7, 14)), state=EventState.CANCELLED, ended=local("2026-07-14T12:00")),
        kept(1, date(2026, 7, 25)),
    ],
)
def test_events_that_were_never_in_force_are_worth_nothing(home: KeptHome, event: KeptEvent) -> None:
    lived(home, {}, first=date(2026, 7, 1))
    home.keep(event)
    assert worth(home) == WorthShown((), None, 0, 0, 0, Decimal(0))


def test_an_event_that_runs_is_told_as_far_as_it_is(tmp_path: Path) -> None:
    home = KeptHome(tmp_path, local("2026-07-19T18:20"))
    lived(home, {}, first=date(2026, 6, 1))
    home.keep(replace(kept(1, date(2026, 7, 19)), state=EventState.ACTIVE, ended=None))
    (found,) = worth(home).events
    assert (found.end, found.is_business_day) == (local("2026-07-19T18:15"), False)
    home.store.close()
