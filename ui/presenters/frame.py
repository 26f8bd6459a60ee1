"""What frames every page: the pages and their order, the rail, the header."""

from enum import StrEnum

from devices.messages import RadioState
from devices.moment import Moment
from hemsapp.snapshot import Freshness, PriceLevel, Reach, Snapshot, freshness
from ui import i18n
from ui.i18n import words
from ui.presenters import battery_words
from ui.presenters.event_words import chip
from ui.views import (
    ChipView,
    HeaderView,
    Level,
    LinkState,
    LinkStatusView,
    MailBadgeView,
    RailItemView,
    RailView,
    Tone,
)


class Page(StrEnum):
    """Every page, by the key that its object name begins with."""

    HOME = "home"
    BILL = "bill"
    PRICES = "prices"
    HISTORY = "history"
    COMFORT = "comfort"
    MORE = "more"
    NETWORK = "network"
    MESSAGES = "messages"
    RATES = "rates"
    DATA = "data"
    SETTINGS = "settings"
    WELCOME = "welcome"
    CONNECT = "connect"
    EVENT = "event"
    RULES = "rules"
    PROGRAMME = "programme"
    EVENTS = "events"
    STATEMENT = "statement"
    MATCH = "match"
    MANUAL = "manual"
    DUTIES = "duties"
    COMPANION = "companion"
    MAP = "map"
    HANDOVER = "handover"


COVERING = (Page.WELCOME, Page.CONNECT, Page.COMPANION)
"""Pages without rail and header: what was begun there is finished or left there."""


NEXT = "next"
_RAIL = (
    (Page.HOME, "house"),
    (Page.BILL, "receipt-text"),
    (Page.PRICES, "tag"),
    (Page.HISTORY, "chart-column"),
    (Page.COMFORT, "thermometer"),
    (Page.MORE, "menu"),
)
REAL_TIME = tuple(page for page, _ in _RAIL)
"""The pages that Next and a swipe go through, in a ring (C1FR33); from any other page they go Home."""


def following(page: Page, step: int = 1) -> Page:
    """The next page of real-time information after `page`, or with -1 the one before (C1FR33)."""
    if page not in REAL_TIME:
        return Page.HOME
    return REAL_TIME[(REAL_TIME.index(page) + step) % len(REAL_TIME)]


def rail(page: Page, under: Page = Page.MORE) -> RailView:
    """The rail with the page, or the one that it stands under, selected."""
    keys = {key for key, _ in _RAIL}
    selected = next((each for each in (page, under) if each in keys), Page.MORE)
    items = tuple(RailItemView(key, words(f"page.{key}"), icon, key is selected) for key, icon in _RAIL)
    return RailView((*items, RailItemView(NEXT, words("page.next"), "chevron-right")))


def header(
    snapshot: Snapshot, now: Moment, title: str, *, subtitle: str = "", has_back: bool = False, is_demo: bool = False
) -> HeaderView:
    """Title, age of the meter, the coming event, mail and time; without a known time zone there is no time yet."""
    zone = snapshot.preferences.zone
    count = unread(snapshot)
    return HeaderView(
        title=title,
        clock=i18n.clock_time(now.utc, zone) if zone else "",
        link=link_status(snapshot, now),
        mail=MailBadgeView(
            str(count) if count else "", words("frame.mail", count=count) if count else words("frame.no_mail")
        ),
        subtitle=subtitle,
        has_back=has_back,
        help=words("kit.help"),
        chips=_chips(snapshot, now, is_demo=is_demo) if zone else (),
    )


def _chips(snapshot: Snapshot, now: Moment, *, is_demo: bool) -> tuple[ChipView, ...]:
    event = chip(snapshot, now)
    low = battery_words.is_display_low(snapshot) or battery_words.low_devices(snapshot)
    if event is None and low:
        event = ChipView(words("battery.chip"), Tone.ATTENTION, icon=battery_words.LOW_ICON, opens=Page.NETWORK)
    return (*((ChipView(words("frame.demo")),) if is_demo else ()), *((event,) if event is not None else ()))


def link_status(snapshot: Snapshot, now: Moment) -> LinkStatusView:
    """How old the meter's last word is: live to 30 s, old to 2 min, then silent (C1FR32g)."""
    link, main = snapshot.link, snapshot.displays.main
    if main is not None and main.reach is Reach.LOST:
        alone = words("frame.alone", silence=i18n.silence(max(0.0, now.seconds_since(main.since))))
        return LinkStatusView(alone, LinkState.DOWN)
    if link.fault is not None and link.radio is not RadioState.READY:
        return LinkStatusView(words("frame.down"), LinkState.DOWN)
    age_s = None if link.meter_heard is None else now.seconds_since(link.meter_heard)
    match freshness(link.meter_heard, now):
        case Freshness.NEVER:
            return LinkStatusView(words("frame.listening"), LinkState.LISTENING)
        case Freshness.LIVE:
            return LinkStatusView(words("frame.heard", age=i18n.age(age_s)), LinkState.LIVE)
        case Freshness.OLD:
            return LinkStatusView(words("frame.heard", age=i18n.age(age_s)), LinkState.OLD)
        case Freshness.SILENT:
            assert age_s is not None
            return LinkStatusView(words("frame.silent", silence=i18n.silence(age_s)), LinkState.SILENT)


def unread(snapshot: Snapshot) -> int:
    """How many texts, changes and results of events nobody has read yet, and events that nobody confirmed."""
    events = sum(event.notice_id is not None or event.is_confirmation_missing for event in snapshot.events.all)
    return sum(not text.is_acknowledged for text in snapshot.texts) + events


def shown_level(level: PriceLevel) -> Level:
    """The price level as a shape and a word."""
    return Level(level.value)


def steering_level(snapshot: Snapshot) -> PriceLevel | None:
    """What the price means to rooms: by the rates, for events steer them themselves."""
    prices = snapshot.prices
    return prices.rates_level if prices.is_event else prices.level


def level_word(level: PriceLevel) -> str:
    """`Normal`."""
    return words(f"level.{level.value}")
