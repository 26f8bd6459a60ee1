"""Home, as a table: what was known, and exactly what stands on the screen."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from devices.errors import RadioFault
from devices.messages import Importance, RadioState
from devices.moment import Moment
from hemsapp.commands import AcknowledgeText, AnswerMeterReplaced, RunCheck
from hemsapp.snapshot import Snapshot
from ui.presenters.frame import Page
from ui.presenters.home import HomePresenter, HomeView
from ui.screens import cases
from ui.screens.cases import NOW, normal
from ui.views import ButtonState, Level, LinkState, NoticeCardView, Tone, plain


def home(snapshot: Snapshot | None, now: Moment = NOW) -> HomeView:
    return HomePresenter().present(snapshot, now)


def later(seconds: float) -> Moment:
    return cases.earlier(-seconds)


def test_the_cost_of_an_hour_is_shown_to_the_cent() -> None:
    """C1FR32a"""
    hero = home(normal()).hero
    assert (hero.number, hero.unit) == ("$0.42", "/h")
    assert hero.sentence == "Costs $0.42/h now, 1.71 kW, Normal price"


@pytest.mark.parametrize(
    ("demand_w", "shown"),
    [(1710, "1.71"), (1714, "1.71"), (1715, "1.72"), (0, "0.00"), (48_230, "48.23"), (9, "0.01")],
)
def test_demand_is_shown_to_a_hundredth_of_a_kilowatt(demand_w: int, shown: str) -> None:
    """C1FR32b"""
    s = normal()
    hero = home(replace(s, power=replace(s.power, demand_w=demand_w))).hero
    assert (hero.second, hero.second_unit) == (shown, "kW")


@pytest.mark.parametrize(("used_wh", "shown"), [(9_640, "9.6"), (9_650, "9.7"), (0, "0.0"), (1_204_600, "1,204.6")])
def test_the_days_usage_is_shown_to_a_tenth_of_a_kilowatt_hour(used_wh: int, shown: str) -> None:
    """C1FR32c"""
    s = normal()
    row = home(replace(s, today=replace(s.today, used_wh=used_wh))).rows[1]
    assert (row.amount, row.amount_unit, row.main) == (shown, "kWh", "$2.01")


@pytest.mark.parametrize(("used_wh", "shown"), [(412_380, "412.38"), (412_384, "412.38"), (412_385, "412.39")])
def test_the_months_usage_is_shown_to_a_hundredth_of_a_kilowatt_hour(used_wh: int, shown: str) -> None:
    """C1FR32d"""
    s = normal()
    row = home(replace(s, bill=replace(s.bill, used_wh=used_wh))).rows[2]
    assert (row.amount, row.amount_unit) == (shown, "kWh")


def test_the_months_cost_is_shown_to_the_cent_with_its_outlook() -> None:
    """C1FR32e"""
    row = home(normal()).rows[2]
    assert (row.label, row.main, plain(row.second)) == ("This bill", "$87.16", "likely $141–$158 · 11 days left")  # noqa: RUF001 - the format has an en dash


def test_the_price_now_stands_with_its_end_and_what_follows() -> None:
    """C1FR32f, C1FR34c"""
    row = home(normal()).rows[0]
    assert (row.label, row.main, row.main_unit) == ("Price now", "24.6¢", "/kWh")
    assert plain(row.second) == "until 2:00 PM, then High 34.0¢"
    assert row.second[1].level is Level.HIGH


def test_the_current_tier_stands_with_its_rate_and_what_is_left() -> None:
    """C1FR34c, C1FR34d"""
    row = home(normal()).rows[3]
    assert (row.label, row.main, row.main_unit) == ("Tier 2 of 3 · 24.6¢", "187.62", "kWh left")
    assert row.bar is not None
    assert [round(segment.filled, 2) for segment in row.bar.segments] == [1.0, 0.37, 0.0]
    assert sum(segment.width for segment in row.bar.segments) == pytest.approx(1)


AGES = [
    (0, "Meter 3 s ago", LinkState.LIVE, "$0.42"),
    (27, "Meter 30 s ago", LinkState.LIVE, "$0.42"),
    (28, "Meter 31 s ago", LinkState.OLD, "$0.42"),
    (117, "Meter 120 s ago", LinkState.OLD, "$0.42"),
    (118, "Meter silent 2 min 01 s", LinkState.SILENT, "—"),
    (3600, "Meter silent 1 h 00 min", LinkState.SILENT, "—"),
]


@pytest.mark.parametrize(("seconds", "link", "state", "hero"), AGES)
def test_a_number_is_live_then_old_then_a_dash(seconds: int, link: str, state: LinkState, hero: str) -> None:
    """C1FR32g, users.md 10"""
    view = home(normal(), later(seconds))
    assert (view.header.link.text, view.header.link.state, view.hero.number) == (link, state, hero)


def test_a_silent_meter_leaves_no_number_standing_as_live() -> None:
    """C1FR32g, users.md 10"""
    view = home(cases.silent())
    assert (view.arch.value, view.hero.number, view.hero.second) == (None, "—", "")
    assert [row.main for row in view.rows] == ["24.6¢", "—", "—", "—"]
    assert view.hero.notes == ("last: $0.42/h · 1.71 kW", "at 1:08 PM")
    assert [plain(row.second) for row in view.rows] == [
        "from your saved price plan · Normal",
        "last: 9.6 kWh · $2.01 at 1:08 PM",
        "last: 412.38 kWh · $87.16 at 1:08 PM",
        "last: 187.62 kWh left at 1:08 PM",
    ]
    assert plain(view.spark.caption) == "last 30 minutes · gap since 1:08 PM"


def test_before_the_engine_spoke_everything_is_a_dash_and_nothing_is_zero() -> None:
    view = home(None)
    assert (view.header.title, view.header.clock, view.hero.number) == ("", "", "—")
    assert plain(view.hero.caption) == "Listening to the meter…"
    assert [(row.main, row.amount) for row in view.rows] == [("—", ""), ("—", "—"), ("—", "—"), ("—", "")]
    assert view.notice is None


def test_while_nothing_was_heard_the_page_listens() -> None:
    view = home(cases.loading())
    assert view.header.link.state is LinkState.LISTENING
    assert (plain(view.hero.caption), view.hero.number, view.arch.value) == ("Listening to the meter…", "—", None)


@pytest.mark.parametrize("fault", RadioFault)
def test_every_radio_fault_has_a_sentence_that_says_what_to_do(fault: RadioFault) -> None:
    view = home(cases.radio_fault(fault))
    assert view.header.link.text == "Home network down"
    assert view.notice is not None
    card = view.notice.card
    assert card.title.endswith(".")
    assert len(card.body.split(". ")) >= 2 or "itself" in card.body
    assert fault.name not in card.body
    assert view.notice.primary is Page.NETWORK


def test_radio_faults_do_not_share_their_sentences() -> None:
    titles = {card.title for fault in RadioFault if (card := _card(cases.radio_fault(fault)))}
    assert len(titles) == len(RadioFault)


def _card(snapshot: Snapshot, now: Moment = NOW) -> NoticeCardView:
    notice = home(snapshot, now).notice
    assert notice is not None
    return notice.card


NOTICES = [
    (cases.silent, "The meter has been silent for 3 minutes."),
    (cases.no_meter, "No meter yet."),
    (cases.storage_trouble, "Your history is not being saved."),
    (cases.meter_question, "Was your meter replaced?"),
    (cases.no_tariff, "What does your power cost?"),
    (cases.radio_missing_at_start, "The radio stick is not there."),
]


@pytest.mark.parametrize(("case", "title"), NOTICES)
def test_the_one_thing_that_needs_a_person_is_said(case: Callable[[], Snapshot], title: str) -> None:
    assert _card(case()).title == title


def test_a_meter_that_answers_without_usage_is_told_from_a_silent_one() -> None:
    """C1FR32g"""
    s = cases.silent()
    view = home(replace(s, link=replace(s.link, meter_heard=cases.earlier(3))))
    assert (view.header.link.text, view.hero.number) == ("Meter 3 s ago", "—")
    assert view.notice is not None
    assert view.notice.card.title == "The meter answers, but sends no usage."


def test_storage_trouble_names_the_problem() -> None:
    assert _card(cases.storage_trouble()).body.startswith("The disk is full. Live numbers are right")


def test_the_meter_question_shows_both_counts_and_takes_either_answer() -> None:
    presenter = HomePresenter()
    notice = presenter.present(cases.meter_question(), NOW).notice
    assert notice is not None
    assert "from 48,211.38 kWh to 14.21 kWh at 1:11 PM" in notice.card.body
    assert presenter.press_notice(is_primary=True) == AnswerMeterReplaced(is_replaced=True)
    assert presenter.press_notice(is_primary=False) == AnswerMeterReplaced(is_replaced=False)


def test_a_check_is_asked_for_once_and_says_that_it_runs() -> None:
    presenter = HomePresenter()
    presenter.present(cases.silent(), NOW)
    assert presenter.press_notice(is_primary=True) == RunCheck()
    notice = presenter.present(cases.silent(), NOW).notice
    assert notice is not None
    assert notice.card.primary is not None
    assert (notice.card.primary.text, notice.card.primary.state) == ("Checking…", ButtonState.BUSY)
    again = presenter.present(cases.silent(), later(10)).notice
    assert again is not None
    assert again.card.primary is not None
    assert again.card.primary.state is ButtonState.IDLE


def test_an_urgent_text_from_the_utility_stands_on_home_until_it_is_read() -> None:
    s = normal()
    text = replace(s.texts[0], importance=Importance.HIGH)
    presenter = HomePresenter()
    notice = presenter.present(replace(s, texts=(text,)), NOW).notice
    assert notice is not None
    assert notice.card.body.startswith("We will replace a transformer")
    assert presenter.press_notice(is_primary=True) == AcknowledgeText(17)
    assert home(replace(s, texts=(replace(text, is_acknowledged=True),))).notice is None


def test_a_radio_that_works_again_takes_its_notice_away() -> None:
    s = normal()
    link = replace(s.link, radio=RadioState.READY, fault=RadioFault.WAS_RESET)
    assert home(replace(s, link=link)).notice is None


def test_selling_is_a_word_and_never_a_minus() -> None:
    hero = home(cases.exporting()).hero
    assert (plain(hero.caption), hero.number, hero.unit) == ("Selling", "$0.11", "/h")
    assert hero.sentence == "Selling $0.11/h"
    assert "−" not in hero.second + hero.number  # noqa: RUF001 - a real minus is looked for


def test_an_expired_price_is_said_and_costs_nothing_up() -> None:
    view = home(cases.price_expired())
    assert (plain(view.hero.caption), view.hero.number, view.hero.second) == ("Price expired", "—", "1.71")
    assert view.rows[0].main == "Price expired"
    assert view.skyline.empty == "No prices for the coming hours yet."


def test_without_a_tariff_the_kilowatts_stand_and_the_dollars_do_not() -> None:
    view = home(cases.no_tariff())
    assert (view.hero.number, view.hero.second) == ("—", "1.71")
    assert [row.main for row in view.rows] == ["—", "—", "—", "—"]
    assert plain(view.rows[0].second) == "Enter your rates under More."


def test_which_of_two_prices_holds_is_visible() -> None:
    """C1FR34a"""
    assert home(cases.published_price()).rows[0].label == "Price now · from meter"
    s = normal()
    both = replace(s, prices=replace(s.prices, published=Decimal("0.31")))
    assert home(both).rows[0].label == "Price now · your rates"
    event = replace(both, prices=replace(both.prices, is_event=True))
    assert home(event).rows[0].label == "Price now"


def test_the_first_days_of_a_bill_are_too_early_to_estimate() -> None:
    view = home(cases.first_days())
    assert plain(view.rows[2].second) == "too early to estimate · 29 days left"
    assert plain(view.rows[1].second) == "too early to compare"


@pytest.mark.parametrize(
    ("percent", "text"),
    [
        (-12, "12\N{THIN SPACE}% less than a usual Monday by now"),
        (12, "12\N{THIN SPACE}% more than a usual Monday by now"),
        (0, "like a usual Monday by now"),
    ],
)
def test_today_is_compared_with_the_usual_weekday(percent: int, text: str) -> None:
    s = normal()
    row = home(replace(s, today=replace(s.today, usual_percent=percent))).rows[1]
    assert plain(row.second) == text
    assert (row.second[0].tone is Tone.DONE) == (percent < 0)


def test_large_numbers_take_the_smaller_hero_and_a_larger_scale() -> None:
    view = home(cases.big_numbers())
    assert (view.hero.number, view.hero.is_long, view.arch.scale_high) == ("$16.40", True, "96 kW")
    assert (view.rows[3].main, view.rows[3].main_unit) == ("27,812.38", "kWh in it")


def test_the_scale_never_shrinks_under_a_moving_needle() -> None:
    presenter = HomePresenter()
    presenter.present(cases.big_numbers(), NOW)
    assert presenter.present(normal(), NOW).arch.scale_high == "96 kW"


def test_a_tap_on_the_hero_swaps_dollars_and_kilowatts_and_keeps_it() -> None:
    presenter = HomePresenter()
    presenter.tap_hero()
    hero = presenter.present(normal(), NOW).hero
    assert (hero.number, hero.unit, hero.second, hero.second_unit) == ("1.71", "kW", "$0.42", "/h")


def test_what_changed_freezes_a_reference_until_it_is_stopped() -> None:
    presenter, s = HomePresenter(), normal()
    presenter.present(s, NOW)
    presenter.tap_compare()
    kettle = replace(s, power=replace(s.power, demand_w=4474, cost_per_hour=Decimal("1.1006")))
    view = presenter.present(kettle, later(20))
    assert (view.hero.delta, view.compare.title) == ("+$0.68/h since 1:12 PM", "Stop comparing")
    presenter.tap_hero()
    assert presenter.present(kettle, later(20)).hero.delta == "+2.76 kW since 1:12 PM"
    presenter.tap_compare()
    view = presenter.present(kettle, later(20))
    assert (view.hero.delta, view.compare.title) == ("", "What changed?")


def test_nothing_is_compared_with_a_silent_meter() -> None:
    presenter = HomePresenter()
    presenter.present(cases.silent(), NOW)
    presenter.tap_compare()
    assert presenter.present(cases.silent(), NOW).compare.title == "What changed?"


def test_a_gap_is_a_gap_in_the_bars() -> None:
    spark = home(cases.gap()).spark
    assert spark.bars[18:24] == (None,) * 6
    assert plain(spark.caption) == "last 30 minutes · with a gap"


def test_the_skyline_tells_twelve_hours_from_now() -> None:
    skyline = home(normal()).skyline
    assert [(b.word, b.price) for b in skyline.blocks] == [
        ("Normal", "24.6¢"),
        ("High", "34.0¢"),
        ("Normal", "24.6¢"),
        ("Low", "15.6¢"),
    ]
    assert [mark.text for mark in skyline.axis] == ["2 PM", "8 PM", "10 PM", "1 AM"]
    assert all(one.end == two.start for one, two in zip(skyline.blocks, skyline.blocks[1:], strict=False))


def test_the_page_names_the_day_and_the_time_of_the_home() -> None:
    """C1NFR13.2"""
    header = home(normal()).header
    assert (header.title, header.clock) == ("Monday 13 July", "1:12 PM")
    assert HomePresenter(is_narrow=True).present(normal(), NOW).header.title == "Mon 13 Jul"


def test_minutes_before_the_first_reading_are_empty_and_no_gap() -> None:
    s = normal()
    minutes = (*(None,) * 25, *s.power.minutes_w[25:])
    young = replace(s, power=replace(s.power, minutes_w=minutes, heard_since=cases.earlier(4 * 60).utc))
    spark = home(young).spark
    assert (spark.unheard, plain(spark.caption)) == (25, "last 30 minutes · usual for now")
    long_known = replace(s, power=replace(s.power, minutes_w=minutes, heard_since=cases.earlier(86_400).utc))
    spark = home(long_known).spark
    assert (spark.unheard, plain(spark.caption)) == (0, "last 30 minutes · with a gap")
    assert home(cases.loading()).spark.unheard == 30


@pytest.mark.parametrize(
    ("peak_w", "scale"), [(1_400, "3 kW"), (2_300, "6 kW"), (4_600, "9 kW"), (8_900, "12 kW"), (9_100, "24 kW")]
)
def test_the_arch_ends_a_little_above_what_this_home_uses(peak_w: int, scale: str) -> None:
    s = normal()
    power = replace(s.power, demand_w=peak_w, minutes_w=(peak_w,) * 30, usual_w=None)
    assert home(replace(s, power=power)).arch.scale_high == scale
