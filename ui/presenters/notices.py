"""The one thing that needs a person, if anything does: what happened, what to do, and what the buttons mean."""

from dataclasses import dataclass

from devices.errors import RadioFault
from devices.messages import Importance, RadioState
from devices.moment import Moment
from hemsapp.commands import (
    AcknowledgeBattery,
    AcknowledgeLeak,
    AcknowledgeText,
    AnswerMeterReplaced,
    Command,
    RunCheck,
)
from hemsapp.snapshot import Device, Freshness, Reach, Snapshot, freshness
from ui import i18n
from ui.i18n import said, words
from ui.presenters import battery_words, device_counts
from ui.presenters.blank import is_blank
from ui.presenters.frame import Page
from ui.views import ButtonKind, ButtonState, ButtonView, NoticeCardView, Tone

CHECK_S = 10


@dataclass(frozen=True, slots=True)
class Notice:
    """A card and what its two buttons do: a command for the engine, or a page's key to open."""

    card: NoticeCardView
    primary: Command | str | None
    secondary: Command | str | None = None


def link_notice(  # noqa: PLR0911 - a table: one line a cause
    snapshot: Snapshot, now: Moment, checked: Moment | None = None
) -> Notice | None:
    """What is wrong with radio and meter, or None; `checked` is when a check was last asked for."""
    if is_blank(snapshot):
        return None
    heard, main = snapshot.link.meter_heard, snapshot.displays.main
    if main is not None and main.reach is Reach.LOST:
        return _alone()
    is_silent = freshness(heard, now) is Freshness.SILENT
    if snapshot.link.fault is not None and snapshot.link.radio is not RadioState.READY:
        return _radio(snapshot.link.fault, snapshot.link.port)
    if is_silent and heard is not None:
        return _silent(now.seconds_since(heard), now, checked)
    if freshness(snapshot.power.heard, now) is Freshness.SILENT:
        return _no_usage(now, checked)
    if heard is None and snapshot.link.radio is RadioState.READY and snapshot.link.meter is None:
        return _no_meter()
    return None


def house_notice(snapshot: Snapshot) -> Notice | None:
    """What the home itself asks of a person, the most urgent first, or None."""
    if not snapshot.health.is_storage_working:
        return _storage(snapshot.health.storage_problem)
    if snapshot.question is not None:
        return _question(snapshot)
    urgent = [t for t in snapshot.texts if t.importance >= Importance.HIGH and not t.is_acknowledged]
    if urgent:
        card = NoticeCardView(
            words("messages.important"),
            urgent[0].text,
            "message-square-text",
            primary=ButtonView(words("notice.got_it"), ButtonKind.PRIMARY, icon="check"),
        )
        return Notice(card, AcknowledgeText(urgent[0].message_id))
    battery = _battery(snapshot)
    if battery is not None:
        return battery
    has_meter = snapshot.link.meter_heard is not None
    if has_meter and not snapshot.tariff.tiers and snapshot.prices.published is None:
        return Notice(no_rates_card(), Page.RATES)
    return None


def leak_notice(snapshot: Snapshot) -> Notice | None:
    """A leak of gas or water, once for each time that one is reported (X-GATEWAY)."""
    news = device_counts.news_of_leak(snapshot)
    if news is None:
        return None
    device, commodity = news
    seen = ButtonView(words("notice.got_it"), ButtonKind.PRIMARY, icon="check")
    title, body = words(f"counted.leaking_{commodity.value}"), words(f"counted.leak_{commodity.value}")
    card = NoticeCardView(title, body, "triangle-alert", primary=seen, secondary=_details())
    return Notice(card, AcknowledgeLeak(device.device), Page.NETWORK)


def no_rates_card() -> NoticeCardView:
    """What is missing for every cost; its button opens the rates."""
    enter = ButtonView(words("notice.enter_rates"), ButtonKind.PRIMARY)
    return NoticeCardView(words("notice.no_tariff"), words("notice.no_tariff_body"), "tag", Tone.QUIET, primary=enter)


def radio_sentence(fault: RadioFault, port: str) -> tuple[str, str]:
    """What is wrong with the dongle, and what helps."""
    key = fault.name.lower()
    return words(f"radio.{key}"), words(f"radio.{key}_body", port=port)


def check_button(now: Moment, checked: Moment | None, kind: ButtonKind = ButtonKind.PRIMARY) -> ButtonView:
    """Run a check; for ten seconds after it was pressed it says that it is at work."""
    if checked is not None and now.seconds_since(checked) < CHECK_S:
        return ButtonView(words("notice.checking"), kind, ButtonState.BUSY)
    return ButtonView(words("notice.check"), kind, icon="activity")


def _details() -> ButtonView:
    return ButtonView(words("notice.details"), ButtonKind.OUTLINE)


def _alone() -> Notice:
    """A companion without its main display: that is why numbers are old, whatever else is."""
    card = NoticeCardView(words("notice.alone"), words("notice.alone_body"), "radio-off", primary=_details())
    return Notice(card, f"{Page.SETTINGS}/displays")


def _radio(fault: RadioFault, port: str) -> Notice:
    title, body = radio_sentence(fault, port)
    details = ButtonView(words("notice.details"), ButtonKind.PRIMARY)
    return Notice(NoticeCardView(title, body, "radio-off", primary=details), Page.NETWORK)


def _silent(age_s: float, now: Moment, checked: Moment | None) -> Notice:
    minutes = int(age_s // 60)
    title = (
        words("notice.silent_hours", count=minutes // 60) if minutes >= 60 else words("notice.silent", count=minutes)
    )
    card = NoticeCardView(
        title, words("notice.silent_body"), "clock-alert", primary=check_button(now, checked), secondary=_details()
    )
    return Notice(card, RunCheck(), Page.NETWORK)


def _no_usage(now: Moment, checked: Moment | None) -> Notice:
    title, body = words("notice.no_usage"), words("notice.no_usage_body")
    card = NoticeCardView(title, body, "clock-alert", primary=check_button(now, checked), secondary=_details())
    return Notice(card, RunCheck(), Page.NETWORK)


def _no_meter() -> Notice:
    connect = ButtonView(words("notice.connect"), ButtonKind.PRIMARY)
    title, body = words("notice.no_meter"), words("notice.no_meter_body")
    card = NoticeCardView(title, body, "gauge", Tone.QUIET, connect, _details())
    return Notice(card, Page.CONNECT, Page.NETWORK)


def _storage(problem: str | None) -> Notice:
    what = said(problem or "") or words("notice.storage")
    body = words("notice.storage_body", problem=what[:1].upper() + what[1:].rstrip("."))
    return Notice(NoticeCardView(words("notice.storage"), body, "triangle-alert"), None)


def _battery(snapshot: Snapshot) -> Notice | None:
    """A battery that runs low, once for each time that it does (C1NFR13.4)."""
    low = battery_words.news(snapshot)
    if low is None:
        return None
    if isinstance(low, Device):
        assert low.battery is not None
        title, body = words("battery.device_low", name=low.name), battery_words.what_to_do(low)
        battery, device = low.battery, low.device
    else:
        title, body, battery, device = words("battery.display_low"), words("battery.display_body"), low, None
    seen = ButtonView(words("notice.got_it"), ButtonKind.PRIMARY, icon="check")
    body = battery_words.with_charge(body, battery)
    how = ButtonView(words("battery.show_how"), ButtonKind.OUTLINE, icon="book-open")
    card = NoticeCardView(title, body, battery_words.LOW_ICON, primary=seen, secondary=how)
    return Notice(card, AcknowledgeBattery(device), f"{Page.MANUAL}/{battery_words.LEAVES[device is None]}")


def _question(snapshot: Snapshot) -> Notice:
    question = snapshot.question
    assert question is not None
    body = words(
        "notice.question_body",
        before=i18n.bill_energy(question.before_wh),
        after=i18n.bill_energy(question.after_wh),
        time=i18n.clock_time(question.at, snapshot.preferences.zone),
    )
    card = NoticeCardView(
        words("notice.question"),
        body,
        "circle-help",
        primary=ButtonView(words("notice.replaced"), ButtonKind.PRIMARY),
        secondary=ButtonView(words("notice.same_meter"), ButtonKind.OUTLINE),
    )
    return Notice(card, AnswerMeterReplaced(is_replaced=True), AnswerMeterReplaced(is_replaced=False))
