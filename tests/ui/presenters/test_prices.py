"""The page of prices: which hour is read, what is cheapest, how warm the house is expected to be."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from devices.moment import Moment
from hemsapp.questions import HistoryWanted, Scale, Unanswered
from hemsapp.snapshot import PriceBlock, PriceLevel, Snapshot
from ui.presenters.expected import expected, room_of
from ui.presenters.frame import Page
from ui.presenters.prices import LONG_RUN, PricesPresenter, cheapest_stretch, merged, reminder_toast
from ui.screens.cases import CASES, NOW, normal
from ui.screens.history_answers import history
from ui.screens.history_cases import event_tomorrow, one_price, today_only, whole_prices
from ui.views import Level, plain
from ui.views.history import RibbonView


def later(seconds: float) -> Moment:
    return Moment(NOW.utc + timedelta(seconds=seconds), NOW.monotonic_s + seconds)


def block(start: int, end: int, price: str, level: PriceLevel = PriceLevel.NORMAL) -> PriceBlock:
    """From one hour after now to another."""
    return PriceBlock(NOW.utc + timedelta(hours=start), NOW.utc + timedelta(hours=end), Decimal(price), level)


def with_blocks(*blocks: PriceBlock) -> Snapshot:
    s = normal()
    return replace(s, prices=replace(s.prices, price=blocks[0].price, blocks=blocks))


def ribbon(snapshot: Snapshot, now: Moment = NOW) -> RibbonView:
    return PricesPresenter().present(snapshot, now).ribbon


def test_without_a_finger_the_read_out_is_now() -> None:
    """C1FR32f"""
    view = PricesPresenter().present(event_tomorrow(), NOW)
    assert view.read_out.sentence == "Now, until 2 PM, Normal, 24.6¢/kWh, House 75°"
    assert view.ribbon.handle == view.ribbon.now == pytest.approx(9 / 45)


def test_a_finger_reads_the_hour_under_it_with_the_event_and_the_house_that_is_expected() -> None:
    presenter = PricesPresenter()
    presenter.present(event_tomorrow(), NOW)
    presenter.drag(0.832)
    view = presenter.present(event_tomorrow(), NOW)
    assert view.read_out.level is Level.CRITICAL
    assert view.read_out.sentence == "Tue, 5–6 PM, Critical, 62.0¢/kWh, House 78° expected"  # noqa: RUF001 - a range


def test_what_a_finger_read_stays_for_four_seconds() -> None:
    presenter = PricesPresenter()
    presenter.present(event_tomorrow(), NOW)
    presenter.drag(0.9)
    presenter.let_go(NOW)
    assert presenter.present(event_tomorrow(), later(3)).read_out.title != "Now, until 2 PM"
    assert presenter.present(event_tomorrow(), later(4)).read_out.title == "Now, until 2 PM"


def test_a_finger_that_rests_reads_for_as_long_as_it_likes() -> None:
    presenter = PricesPresenter()
    presenter.present(event_tomorrow(), NOW)
    presenter.drag(0.9)
    assert presenter.present(event_tomorrow(), later(60)).read_out.title == "Tue, 8–9 PM"  # noqa: RUF001 - a range


def test_keys_step_hour_by_hour() -> None:
    presenter = PricesPresenter()
    presenter.present(event_tomorrow(), NOW)
    presenter.step(1, NOW)
    assert presenter.present(event_tomorrow(), NOW).read_out.title == "Mon, 2–3 PM"  # noqa: RUF001 - a range
    presenter.step(-2, NOW)
    assert presenter.present(event_tomorrow(), NOW).read_out.title == "Mon, 12–1 PM"  # noqa: RUF001 - a range


def test_the_past_comes_from_the_store_and_is_paler() -> None:
    presenter = PricesPresenter()
    first = presenter.present(event_tomorrow(), NOW).ribbon
    assert min(each.start for each in first.blocks) == pytest.approx(8.8 / 45)
    asked = presenter.wants(NOW, "America/Los_Angeles")
    day = HistoryWanted(Scale.DAY, date(2026, 7, 13))
    assert asked == (day,)
    presenter.answered(history(day))
    past = [each for each in presenter.present(event_tomorrow(), NOW).ribbon.blocks if each.is_past]
    assert [each.level for each in past] == [Level.LOW, Level.NORMAL]
    assert past[0].start == 0.0
    assert past[-1].end == pytest.approx(9 / 45)


def test_before_nine_in_the_morning_two_days_are_asked_for_one_after_the_other() -> None:
    presenter, zone = PricesPresenter(), "America/Los_Angeles"
    early = Moment(datetime(2026, 7, 13, 10, tzinfo=UTC), 0)
    for day in (12, 13):
        (question,) = presenter.wants(early, zone)
        assert question == HistoryWanted(Scale.DAY, date(2026, 7, day))
        assert presenter.wants(early, zone) == ()
        presenter.answered(history(question))
    assert presenter.wants(early, zone) == ()
    assert len(presenter.wants(Moment(early.utc + timedelta(seconds=301), 301), zone)) == 1


def test_prices_that_are_all_over_are_no_prices() -> None:
    view = PricesPresenter().present(event_tomorrow(), later(48 * 3600))
    assert view.ribbon.blocks == ()
    assert view.ribbon.empty


def test_a_store_that_does_not_answer_leaves_the_past_empty() -> None:
    presenter = PricesPresenter()
    presenter.answered(Unanswered("The disk does not serve."))
    blocks = presenter.present(event_tomorrow(), NOW).ribbon.blocks
    assert min(each.start for each in blocks) == pytest.approx(8.8 / 45)


@pytest.mark.parametrize(
    ("blocks", "hours"),
    [
        ([block(0, 4, "0.25"), block(4, 8, "0.15"), block(8, 12, "0.20")], 4),
        ([block(0, 4, "0.25"), block(4, 5, "0.15"), block(5, 12, "0.20")], 4),
        ([block(0, 1, "0.25"), block(1, 2, "0.10"), block(2, 12, "0.40")], 0),
        ([block(0, 12, "0.25")], 0),
        ([block(0, 1, "0.25")], None),
        ([block(0, 2, "0.25"), block(3, 4, "0.01"), block(5, 8, "0.20")], 5),
    ],
    ids=["a long one", "over an edge", "before a peak", "all alike", "too short", "not over a hole"],
)
def test_the_cheapest_two_hours_are_the_earliest_known_from_end_to_end(
    blocks: list[PriceBlock], hours: int | None
) -> None:
    found = cheapest_stretch(blocks, NOW.utc)
    assert found == (None if hours is None else NOW.utc + timedelta(hours=hours))


def test_the_cheapest_stretch_is_no_dearer_than_any_other_start() -> None:
    blocks = whole_prices(NOW, is_event_tomorrow=True).blocks
    found = cheapest_stretch(blocks, NOW.utc)
    assert found is not None

    def cost(start: datetime) -> Decimal:
        minutes = [start + timedelta(minutes=each) for each in range(int(LONG_RUN.total_seconds()) // 60)]
        return sum((next(b.price for b in blocks if b.start <= at < b.end) for at in minutes), Decimal(0))

    assert cost(found) == min(cost(NOW.utc + timedelta(minutes=7 * each)) for each in range(280))


def test_the_foot_says_how_much_less_the_machines_cost() -> None:
    view = PricesPresenter().present(event_tomorrow(), NOW)
    assert plain(view.foot) == "Dishwasher and dryer after 10 PM: about $0.38 less than now."
    assert view.ribbon.cheapest is not None


def test_nothing_cheaper_is_said_as_plainly() -> None:
    view = PricesPresenter().present(one_price(), NOW)
    assert plain(view.foot) == "Nothing cheaper is coming: the dishwasher and the dryer may run now."
    assert (view.button, view.ribbon.cheapest) == (None, None)


def test_hours_that_nobody_told_are_said_to_be_unknown() -> None:
    unknown = ribbon(today_only()).unknown
    assert unknown is not None
    assert unknown.word == "Your utility has not sent prices for tomorrow yet."
    assert unknown.end == 1.0


def test_without_rates_the_page_offers_to_enter_them() -> None:
    presenter = PricesPresenter()
    view = presenter.present(CASES["no-tariff"](), NOW)
    assert (view.read_out.word, view.ribbon.blocks) == ("No price yet", ())
    assert view.button is not None
    assert presenter.press() is Page.RATES


def test_a_reminder_is_told_while_the_cheap_hours_last_and_can_be_taken_back() -> None:
    presenter, zone = PricesPresenter(), "America/Los_Angeles"
    presenter.present(event_tomorrow(), NOW)
    assert presenter.press() is None
    assert reminder_toast(presenter.reminder, NOW, zone) is None
    button = presenter.present(event_tomorrow(), NOW).button
    assert button is not None
    assert button.text == "Will remind you"
    toast = reminder_toast(presenter.reminder, later(9 * 3600), zone)
    assert toast is not None
    assert (toast.text, toast.detail) == (
        "The cheapest hours have begun.",
        "Dishwasher and dryer cost least until 12 AM.",
    )
    assert reminder_toast(presenter.reminder, later(11 * 3600), zone) is None
    presenter.press()
    assert presenter.reminder is None


def test_the_house_is_expected_to_be_cooled_ahead_and_then_to_drift_to_the_events_set_point() -> None:
    s = event_tomorrow()
    room = room_of(s)
    assert room is not None
    line = dict(expected(s, room, NOW.utc, NOW.utc + timedelta(hours=36)))
    start = datetime(2026, 7, 14, 21, tzinfo=UTC)
    by_hour = {hours: line[min(line, key=lambda at: abs(at - start - timedelta(hours=hours)))] for hours in (-2, 0, 4)}
    assert by_hour[0] < by_hour[-2] < by_hour[4]
    assert ribbon(s).ahead is not None
    assert by_hour[4] == pytest.approx(2556, abs=30)


def test_an_event_that_is_skipped_moves_no_room() -> None:
    s = event_tomorrow()
    room = room_of(s)
    assert room is not None
    skipped = tuple(replace(each, is_skipped=True) for each in s.events.all)
    quiet = replace(s, events=replace(s.events, all=skipped))
    assert ribbon(quiet).ahead is None
    assert max(centi_c for _, centi_c in expected(quiet, room, NOW.utc, NOW.utc + timedelta(hours=36))) <= 2400


def test_blocks_of_one_price_are_one() -> None:
    pieces = [block(0, 1, "0.2"), block(1, 2, "0.2"), block(2, 3, "0.3"), block(4, 5, "0.3")]
    assert list(merged(pieces)) == [block(0, 2, "0.2"), block(2, 3, "0.3"), block(4, 5, "0.3")]


def test_the_days_are_named_at_the_midnight_that_has_room() -> None:
    days = ribbon(event_tomorrow()).days
    assert [(each.before, each.after) for each in days] == [("Mon 13 Jul", "Tue 14 Jul"), ("", "")]


def test_the_axis_of_a_day_of_25_hours_keeps_the_local_hours() -> None:
    """users.md 11: the clock is set back at 2 AM on 1 November 2026."""
    now = Moment(datetime(2026, 10, 31, 20, tzinfo=UTC), 0)
    s = replace(normal(), prices=whole_prices(now, is_event_tomorrow=False))
    assert [mark.text for mark in ribbon(s, now).axis] == ["1 PM", "8 PM", "8 AM", "2 PM", "8 PM"]
