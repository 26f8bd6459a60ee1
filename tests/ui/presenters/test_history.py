"""History as a person reads it: bars, gaps, events, sentences, what a finger picks, and an hour that is fixed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from devices.moment import Moment
from hemsapp.commands import AmendHistory, UndoAmendment
from hemsapp.questions import (
    Answer,
    Bar,
    HistoryShown,
    HistoryWanted,
    Question,
    Scale,
    StretchShown,
    StretchWanted,
    Unanswered,
    UtilityDayShown,
    UtilityDayWanted,
)
from hemsapp.snapshot import PriceLevel, Snapshot
from ui.i18n import UNKNOWN, words
from ui.presenters.fix_hour import LEAVE_OUT, REPLACE, UNDO, FixHourPresenter
from ui.presenters.history import HistoryPresenter, HistoryView, HourToFix
from ui.presenters.history_chart import ChartMaker
from ui.presenters.history_words import read_out, summary
from ui.screens.cases import NOW, normal
from ui.screens.history_answers import EVENT_DAY, EVENT_ID, SILENT_DAY, day_bars, day_shown, history, midnight
from ui.screens.history_cases import AFTER_EVENT, day_after
from ui.screens.sample_answers import answer
from ui.views import ButtonState, Level, plain
from ui.views.history import BarKind, ChartView

ZONE = "America/Los_Angeles"
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Page:
    """A presenter with the sample house's store behind it."""

    def __init__(self, snapshot: Snapshot | None = None, now: Moment = AFTER_EVENT) -> None:
        self.presenter = HistoryPresenter()
        self.snapshot, self.now = snapshot or day_after(), now
        self.asked: list[Question] = []

    def see(self, seconds: float = 0) -> HistoryView:
        now = Moment(self.now.utc + timedelta(seconds=seconds), self.now.monotonic_s + seconds)
        self.presenter.present(self.snapshot, now)
        for question in self.presenter.wants(now):
            self.asked.append(question)
            self.presenter.answered(question, answer(question))
        return self.presenter.present(self.snapshot, now)


@pytest.fixture
def page() -> Page:
    """The day of the event, seen on the morning after."""
    made = Page()
    made.see()
    made.presenter.turn(-1)
    made.see()
    return made


def chart(shown: HistoryShown, now: datetime = AFTER_EVENT.utc) -> ChartView:
    return ChartMaker(shown, now, ZONE).view(None, "usual")


def test_a_day_has_a_bar_a_quarter_in_the_colour_of_its_price(page: Page) -> None:
    view = page.see().chart
    assert len(view.bars) == 96
    assert view.bars[0].parts[0][0] is Level.LOW
    assert view.bars[60].parts[0][0] is Level.CRITICAL
    assert view.unit == "kW"
    assert [label for _, label in view.grid] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(("day", "bars"), [(date(2026, 3, 8), 92), (date(2025, 11, 2), 100), (date(2026, 7, 12), 96)])
def test_a_day_of_23_and_of_25_hours_has_as_many_bars_and_keeps_its_local_hours(day: date, bars: int) -> None:
    """users.md 11"""
    view = chart(day_shown(day))
    assert len(view.bars) == bars
    assert view.bars[-1].end == 1.0
    assert [mark.text for mark in view.axis] == ["12 AM", "8 AM", "2 PM", "8 PM", "10 PM"]
    eight = next(mark.at for mark in view.axis if mark.text == "8 AM")
    assert eight == pytest.approx((8 + (bars - 96) / 4) / (bars / 4))


def test_what_is_not_known_is_a_gap_with_its_word_and_never_zero(page: Page) -> None:
    """users.md 9"""
    view = page.see().chart
    assert [(round(gap.start * 96), round(gap.end * 96), gap.word) for gap in view.gaps] == [(43, 46, "gap")]
    assert [bar.kind for bar in view.bars[43:46]] == [BarKind.GAP] * 3
    assert all(bar.parts == () for bar in view.bars[43:46])


def test_what_is_not_over_is_no_gap() -> None:
    view = Page().see().chart
    assert view.gaps == ()
    assert {bar.kind for bar in view.bars[34:]} == {BarKind.AHEAD}


def test_energy_that_cannot_be_itemised_is_one_labelled_block() -> None:
    """users.md 9"""
    day = date(2026, 7, 12)
    bars = tuple(day_bars(day, lumped=range(40, 44)))
    view = chart(replace(day_shown(day), bars=bars))
    wh = sum(bar.not_itemised_wh for bar in bars)
    assert [(round(each.start * 96), round(each.end * 96)) for each in view.blocks] == [(40, 44)]
    assert view.blocks[0].word == f"{Decimal(wh) / 1000:.1f} kWh not itemised"
    assert all(bar.parts == () for bar in view.bars[40:44])


@pytest.mark.parametrize("scale", [Scale.WEEK, Scale.BILL, Scale.YEAR])
def test_energy_that_is_not_itemised_makes_a_longer_bar_as_long_as_all_that_was_used(scale: Scale) -> None:
    """users.md 9"""
    shown = history(HistoryWanted(scale, SILENT_DAY))
    lumped = [index for index, bar in enumerate(shown.bars) if bar.not_itemised_wh]
    view = chart(shown)
    (block,) = view.blocks
    (bar,) = (view.bars[index] for index in lumped)
    (used,) = (shown.bars[index] for index in lumped)
    assert (block.start, block.end, block.is_on_bar) == (bar.start, bar.end, True)
    assert block.word == f"{Decimal(used.not_itemised_wh) / 1000:.1f} kWh not itemised"
    assert block.foot == pytest.approx(sum(height for _, height in bar.parts))
    assert used.delivered_wh is not None
    share = used.not_itemised_wh / used.delivered_wh
    assert block.height / (block.foot + block.height) == pytest.approx(share)
    assert 0 < share < 1


def test_of_many_longer_bars_the_one_with_most_not_itemised_has_the_word() -> None:
    shown = history(HistoryWanted(Scale.WEEK, SILENT_DAY))
    bars = tuple(replace(bar, not_itemised_wh=100 * (index + 1)) for index, bar in enumerate(shown.bars[:5]))
    view = chart(replace(shown, bars=(*bars, *shown.bars[5:])))
    assert [block.word for block in view.blocks] == ["", "", "", "", "0.5 kWh not itemised"]


def test_a_finger_on_a_longer_bar_reads_how_much_of_it_is_not_itemised() -> None:
    shown = history(HistoryWanted(Scale.WEEK, SILENT_DAY))
    bar = next(bar for bar in shown.bars if bar.not_itemised_wh)
    line = plain(read_out((bar,), Scale.WEEK, ZONE).line)
    assert line == f"Fri 10 Jul {Decimal(bar.not_itemised_wh) / 1000:.1f} kWh not itemised"


def test_an_event_is_a_column_that_opens_its_result(page: Page) -> None:
    view = page.see().chart
    assert [(event.issuer_event_id, event.price) for event in view.events] == [(EVENT_ID, "62.0¢")]
    assert page.presenter.tap(0.6) == f"event/{EVENT_ID}"
    assert page.presenter.tap(0.1) is None


def test_the_strip_says_what_each_stretch_cost(page: Page) -> None:
    strip = page.see().chart.strip
    assert [(piece.word, piece.price) for piece in strip] == [
        ("Low", "15.6¢"),
        ("Normal", "24.6¢"),
        ("Critical", "62.0¢"),
        ("High", "34.0¢"),
        ("Normal", "24.6¢"),
        ("Low", "15.6¢"),
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "12 % less than a usual Tuesday, and it was 6 °F hotter."),
        ({"warmer_centi_c": -333}, "12 % less than a usual Tuesday, and it was 6 °F colder."),
        ({"warmer_centi_c": 20}, "12 % less than a usual Tuesday."),
        ({"usual_percent": 12, "warmer_centi_c": None}, "12 % more than a usual Tuesday."),
        ({"usual_percent": 0, "warmer_centi_c": None}, "As much as a usual Tuesday."),
        ({"usual_percent": None}, "Too few days are kept to compare."),
        ({"delivered_wh": None}, "No readings are kept."),
        ({"scale": Scale.WEEK, "warmer_centi_c": None}, "12 % less than a usual week."),
        ({"scale": Scale.YEAR, "warmer_centi_c": None}, "12 % less than the year before."),
    ],
)
def test_the_sentence_compares_and_says_what_explains_it(changes: dict[str, Any], sentence: str) -> None:
    """users.md 3.5"""
    view = summary(replace(day_shown(EVENT_DAY), **changes), AFTER_EVENT.utc, ZONE)
    assert plain(view.line).replace("\u2009", " ") == sentence


def test_only_less_than_usual_has_a_tick_and_more_has_no_other_tone() -> None:
    shown = day_shown(EVENT_DAY)
    less = summary(shown, AFTER_EVENT.utc, ZONE).line
    more = summary(replace(shown, usual_percent=30), AFTER_EVENT.utc, ZONE).line
    assert [run.icon for run in less] == ["check", ""]
    assert [run.icon for run in more] == [""]
    assert less[-1].tone is more[-1].tone


def test_today_is_compared_by_now() -> None:
    assert plain(Page().see().summary.line).endswith("than a usual Wednesday by now.")


def test_the_numbers_are_the_sums_of_the_bars(page: Page) -> None:
    shown = day_shown(EVENT_DAY)
    known = [bar for bar in shown.bars if bar.delivered_wh is not None]
    view = page.see().summary
    assert view.first == f"{Decimal(sum(bar.delivered_wh or 0 for bar in known)) / 1000:.1f}"
    assert view.second == f"${sum((bar.cost or Decimal(0) for bar in known), Decimal(0)):.2f}"


def test_a_finger_reads_a_bar_in_place_of_the_sentence_for_four_seconds(page: Page) -> None:
    page.presenter.pick(0.69, 0.69)
    view = page.see()
    assert plain(view.summary.line) == "4:30–4:45 PM Critical"  # noqa: RUF001 - a range of hours
    assert (view.summary.first, view.summary.second) == ("0.19", "$0.12")
    page.presenter.let_go(page.now)
    assert page.see(3).chart.picked is not None
    assert page.see(4).chart.picked is None


def test_a_dragged_stretch_tells_its_cost_and_the_store_confirms_it(page: Page) -> None:
    """users.md: what did that just cost?"""
    page.presenter.pick(0.75, 0.60)
    view = page.see().summary
    asked = page.presenter.let_go(page.now)
    start = midnight(EVENT_DAY)
    wanted = StretchWanted(start + timedelta(hours=14, minutes=15), start + timedelta(hours=18, minutes=15))
    assert asked == (wanted,)
    assert view.right.startswith("2:15–6:15 PM: ")  # noqa: RUF001 - a range of hours
    page.presenter.answered(wanted, StretchShown(wanted.start, wanted.end, 3_210, Decimal("1.987"), None))
    assert page.see().summary.right == "2:15–6:15 PM: 3.21 kWh, $1.99"  # noqa: RUF001 - a range of hours


def test_a_stretch_over_a_gap_is_not_summed(page: Page) -> None:
    page.presenter.pick(0.40, 0.52)
    assert page.see().summary.right.endswith("not all of it is known")


def test_a_finger_on_a_gap_reads_no_number(page: Page) -> None:
    page.presenter.pick(0.46, 0.46)
    view = page.see().summary
    assert (view.first, view.second) == ("—", "—")
    assert plain(view.line) == "11–11:15 AM no reading"  # noqa: RUF001 - a range of hours


@pytest.mark.parametrize(
    ("index", "scale", "title", "bars", "marks"),
    [
        (1, Scale.WEEK, "13 Jul – 19 Jul", 7, ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]),  # noqa: RUF001
        (2, Scale.BILL, "24 Jun – 24 Jul", 30, ["24", "27", "30", "3", "6", "9", "12", "15", "18", "21"]),  # noqa: RUF001
        (3, Scale.YEAR, "2026", 12, MONTHS),
    ],
    ids=["week", "bill", "year"],
)  # fmt: skip
def test_longer_stretches_are_stacked_bars(index: int, scale: Scale, title: str, bars: int, marks: list[str]) -> None:
    page = Page()
    page.see()
    page.presenter.choose(index)
    view = page.see()
    assert page.asked[-1] == HistoryWanted(scale, date(2026, 7, 15))
    assert (view.title, len(view.chart.bars)) == (title, bars)
    assert [mark.text for mark in view.chart.axis] == marks
    stacked = next(bar for bar in view.chart.bars if bar.parts)
    assert [level for level, _ in stacked.parts] == [Level.LOW, Level.NORMAL, Level.HIGH]
    assert view.chart.unit == "kWh"


def test_under_stacked_bars_the_strip_names_each_level_with_its_share() -> None:
    shown = history(HistoryWanted(Scale.WEEK, EVENT_DAY))
    strip = chart(shown).strip
    assert [piece.word for piece in strip] == ["Low", "Normal", "High", "Critical"]
    assert strip[0].start == 0.0
    assert strip[-1].end == pytest.approx(1.0)


def test_stacked_parts_together_are_as_high_as_the_energy() -> None:
    shown = history(HistoryWanted(Scale.WEEK, EVENT_DAY))
    view = chart(shown)
    tops = [sum(tall for _, tall in bar.parts) for bar in view.bars]
    top = Decimal(view.grid[-1][1]) * 1000
    assert tops == pytest.approx([float((bar.delivered_wh or 0) / top) for bar in shown.bars])


def test_energy_without_a_known_price_is_drawn_in_no_level() -> None:
    bar = Bar(midnight(EVENT_DAY), midnight(date(2026, 7, 15)), 10_000, 0, None, None, None, ((PriceLevel.LOW, 4_000),))
    shown = replace(history(HistoryWanted(Scale.WEEK, EVENT_DAY)), bars=(bar,))
    assert [level for level, _ in chart(shown).bars[0].parts] == [Level.LOW, None]


def test_a_tap_on_a_day_of_a_week_opens_it() -> None:
    page = Page()
    page.see()
    page.presenter.choose(1)
    page.see()
    assert page.presenter.tap(0.2) is None
    view = page.see()
    assert (view.title, view.scales.selected) == ("Tue 14 Jul", 0)


def test_the_arrows_end_where_history_ends() -> None:
    page = Page()
    view = page.see()
    assert (view.previous.state, view.following.state) == (ButtonState.IDLE, ButtonState.DISABLED)
    page.presenter.turn(1)
    assert page.see().title == "Wed 15 Jul"


def test_a_day_of_another_year_says_which() -> None:
    page = Page()
    page.see()
    page.presenter.open_day(date(2025, 11, 2))
    assert page.see().title == "Sun 2 Nov 2025"


def test_what_is_over_is_asked_once_and_today_once_a_minute(page: Page) -> None:
    count = len(page.asked)
    page.see(600)
    assert len(page.asked) == count
    page.presenter.open_day(None)
    page.see(601)
    page.see(630)
    assert len(page.asked) == count + 1
    page.see(662)
    assert len(page.asked) == count + 2


def test_a_store_that_fails_says_so() -> None:
    presenter = HistoryPresenter()
    presenter.present(day_after(), AFTER_EVENT)
    question = presenter.wants(AFTER_EVENT)[0]
    presenter.answered(question, Unanswered("The disk does not serve. Try again in a minute."))
    view = presenter.present(day_after(), AFTER_EVENT)
    assert view.chart.empty == "The disk does not serve. Try again in a minute."


def test_an_answer_of_another_kind_changes_nothing(page: Page) -> None:
    before = page.see()
    other: Answer = StretchShown(midnight(EVENT_DAY), midnight(EVENT_DAY), 1, Decimal(1), None)
    page.presenter.answered(HistoryWanted(Scale.DAY, EVENT_DAY), other)
    assert page.see() == before


def hour(page: Page, place: float) -> HourToFix:
    found = page.presenter.hour_at(place)
    assert found is not None
    return found


def test_a_finger_that_rests_fixes_the_whole_local_hour(page: Page) -> None:
    """users.md 12"""
    found = hour(page, 0.31)
    start = midnight(EVENT_DAY)
    assert (found.start, found.end) == (start + timedelta(hours=7), start + timedelta(hours=8))
    assert found.delivered_wh == sum(bar.delivered_wh or 0 for bar in day_shown(EVENT_DAY).bars[28:32])
    assert not found.is_corrected


def test_an_hour_that_is_not_over_cannot_be_fixed() -> None:
    page = Page()
    page.see()
    assert page.presenter.hour_at(0.9) is None
    page.presenter.choose(1)
    page.see()
    assert page.presenter.hour_at(0.1) is None


def test_fixing_leaves_out_by_default_and_says_that_nothing_is_lost(page: Page) -> None:
    """users.md 12"""
    found = hour(page, 0.31)
    fix = FixHourPresenter(found, ZONE)
    view = fix.view()
    assert view.sheet.title == "Fix 7–8 AM, Tue 14 Jul"  # noqa: RUF001 - a range of hours
    assert view.sheet.footnote == "What was counted is kept in any case."
    assert view.options[UNDO] is None
    assert fix.command() == AmendHistory(found.start, found.end, None)


@pytest.mark.parametrize(
    ("typed", "wh"),
    [("1.25", 1_250), (".5", 500), ("0", 0), ("100", 100_000), ("101", None), ("", None), ("1..2", 1_200)],
)
def test_the_energy_is_typed_in_kilowatt_hours(page: Page, typed: str, wh: int | None) -> None:
    found = hour(page, 0.31)
    fix = FixHourPresenter(found, ZONE)
    assert fix.choose(REPLACE)
    for sign in typed:
        fix.key(sign)
    assert fix.pad().pad.can_accept is (wh is not None)
    fix.accept_typed()
    primary = fix.view().sheet.primary
    assert primary is not None
    assert primary.state is (ButtonState.DISABLED if wh is None else ButtonState.IDLE)
    assert fix.command() == (None if wh is None else AmendHistory(found.start, found.end, wh))


def test_erasing_takes_the_last_sign_back(page: Page) -> None:
    fix = FixHourPresenter(hour(page, 0.31), ZONE)
    fix.choose(REPLACE)
    for sign in ("1", "9", "", "2"):
        view = fix.key(sign)
    assert view.field.text == "12"


def test_an_hour_that_was_fixed_shows_what_was_counted_and_can_be_brought_back() -> None:
    """users.md 12: exclude, replace, undo; the original is kept"""
    page = Page(normal(), NOW)
    page.see()
    page.presenter.turn(-1)
    view = page.see()
    assert [fix.word for fix in view.chart.fixes] == ["fixed"]
    found = hour(page, 0.14)
    fix = FixHourPresenter(found, ZONE)
    assert fix.view().sheet.subtitle.startswith("Counted: 53.00 kWh. Since you fixed it: ")
    undo = fix.view().options[UNDO]
    assert undo is not None
    assert (undo.amount, undo.is_selected) == ("53.00 kWh", True)
    assert fix.command() == UndoAmendment(found.start)
    fix.choose(LEAVE_OUT)
    assert isinstance(fix.command(), AmendHistory)


def test_after_a_fix_the_store_is_asked_again_and_again_for_five_seconds(page: Page) -> None:
    count = len(page.asked)
    page.presenter.amended(page.now)
    for seconds in (0.0, 1.0, 2.0, 3.0, 4.0, 5.5, 7.0):
        page.see(seconds)
    assert len(page.asked) == count + 5


def test_before_the_zone_is_known_nothing_is_asked() -> None:
    s = normal()
    unknown = replace(s, preferences=replace(s.preferences, zone=""))
    presenter = HistoryPresenter()
    view = presenter.present(unknown, NOW)
    assert presenter.wants(NOW) == ()
    assert view.chart.bars == ()


def test_a_bar_that_just_ended_is_not_yet_a_gap() -> None:
    shown = day_shown(date(2026, 7, 15))
    ended = datetime(2026, 7, 15, 15, 31, tzinfo=UTC)
    assert chart(shown, ended).gaps == ()
    assert len(chart(shown, ended + timedelta(minutes=2)).gaps) == 1


def test_a_question_that_a_newer_one_replaced_is_asked_again_when_its_page_is_opened_again() -> None:
    presenter = HistoryPresenter()
    presenter.present(day_after(), AFTER_EVENT)
    first = presenter.wants(AFTER_EVENT)
    presenter.choose(1)
    presenter.present(day_after(), AFTER_EVENT)
    assert presenter.wants(AFTER_EVENT) != first
    presenter.choose(0)
    presenter.present(day_after(), AFTER_EVENT)
    assert presenter.wants(AFTER_EVENT) == first


def test_why_a_day_cost_that_much_adds_up_exactly(page: Page) -> None:
    page.see()
    sheet = page.presenter.why()
    assert sheet is not None
    assert sheet.title == f"Why {sheet.rows[-1].value}?"
    assert [row.label.split(",")[0] for row in sheet.rows] == ["Low", "Normal", "High", "Critical", "The day"]
    parts = [Decimal(row.value.removeprefix("$")) for row in sheet.rows]
    assert abs(sum(parts[:-1]) - parts[-1]) <= Decimal("0.02")


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"more_wh": 0, "known": 96}, "Your utility has the same number."),
        ({"more_wh": 130, "known": 96}, "0.130 kWh more than this home measured"),
        ({"more_wh": -130, "known": 96}, "0.130 kWh less than this home measured"),
        ({"more_wh": -900, "known": 90}, "has 90 of 96 intervals of this day so far"),
        ({"more_wh": None, "known": 0}, "has nothing of this day yet"),
        ({"more_wh": None, "known": None}, "could not be asked"),
    ],
)
def test_beside_what_the_home_measured_stands_what_the_utilitys_site_says(
    page: Page, told: dict[str, int | None], says: str
) -> None:
    """UC96.4.3, UC96.4.4: the Customer Interface asks by itself; a difference is told in words, without blame."""
    page.see()
    (question,) = page.presenter.wants_of_site(page.now)
    assert question == UtilityDayWanted(EVENT_DAY)
    assert page.presenter.wants_of_site(page.now) == ()
    measured = day_shown(EVENT_DAY).delivered_wh or 0
    more, known = told["more_wh"], told["known"]
    used = None if more is None else measured + more
    shown = UtilityDayShown(EVENT_DAY, page.now.utc, used, known or 0, 96, is_reached=known is not None)
    page.presenter.answered(question, shown)
    sheet = page.presenter.why()
    assert sheet is not None
    assert says in sheet.sentence
    assert sheet.rows[-1].label == words("history.site")
    assert (sheet.rows[-1].value == UNKNOWN) is (used is None)


def test_without_a_token_for_the_site_the_page_is_as_it_was(page: Page) -> None:
    view = page.see()
    (question,) = page.presenter.wants_of_site(page.now)
    sheet = page.presenter.why()
    page.presenter.answered(question, Unanswered("This display has no token for the utility's website."))
    assert page.presenter.why() == sheet
    assert page.see() == view


def test_a_week_is_not_explained_by_levels_whose_cost_nobody_knows() -> None:
    page = Page()
    page.see()
    page.presenter.choose(1)
    page.see()
    assert page.presenter.why() is None


def test_before_the_first_reading_of_all_there_is_no_gap() -> None:
    """users.md 9: nobody listened yet, so nothing is missing"""
    shown = day_shown(date(2026, 7, 12))
    bars = tuple(replace(bar, delivered_wh=None, cost=None) if i < 20 else bar for i, bar in enumerate(shown.bars))
    begun = chart(replace(shown, bars=bars, previous=None))
    assert begun.gaps == ()
    assert {bar.kind for bar in begun.bars[:20]} == {BarKind.AHEAD}
    assert chart(replace(shown, bars=bars)).gaps != ()
