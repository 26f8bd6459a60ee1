"""The pictures of the documentation: a choice of pages and states, painted alike each time, and their page."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.gallery import at_rest, in_scheme, play, put_away, walk
from ui.place import Place
from ui.presenters.frame import Page
from ui.screens.cases import CASES, NOW, normal, with_manners
from ui.screens.chain_scenes import CHAIN_SCENES
from ui.screens.comfort_cases import SCENES
from ui.screens.handover_cases import HANDOVER_SCENES
from ui.screens.health_cases import HEALTH_SCENES
from ui.screens.history_cases import HISTORY_SCENES
from ui.screens.join_scenes import JOIN_SCENES
from ui.screens.money_scenes import MONEY_SCENES
from ui.screens.network_cases import NETWORK_SCENES
from ui.screens.settings_scenes import SETTINGS_SCENES
from ui.theme import Look, Theme
from ui.tokens import Scheme, Screen
from ui.window import Window

PLACE = Place("", "Sample Power & Light", "1-800-555-0100")


@dataclass(frozen=True, slots=True)
class Picture:
    """A page in a state and a look, perhaps after a button was pressed, and the line below it."""

    name: str
    line: str
    page: Page = Page.HOME
    case: str = "normal"
    scheme: Scheme = Scheme.DARK
    screen: Screen = Screen.MEDIUM
    text_percent: int = 100
    pressed: str = ""
    scene: str = ""  # one that is played, in place of page and case
    is_at_rest: bool = False  # the glance screen in place of the page


HOME = (
    Picture("home-live", "Home: what power costs now, and what comes next"),
    Picture("home-high-price", "A dear hour: shape, word and colour say so together", case="high-price"),
    Picture("home-selling", "The roof sells: an amount and a word, never a minus", case="exporting"),
    Picture("home-silent", "The meter is silent: no number pretends to be live", case="silent"),
    Picture("home-unplugged", "The radio stick was pulled: what happened, and what to do", case="radio-lost"),
    Picture("home-no-rates", "No prices yet: one sentence and one action", case="no-tariff"),
)
LOOKS = (
    Picture("home-light", "Light", scheme=Scheme.LIGHT),
    Picture("home-contrast", "High contrast", scheme=Scheme.CONTRAST),
    Picture("home-800x480", "800x480", screen=Screen.SMALL),
    Picture("home-1280x800", "1280x800", screen=Screen.LARGE),
    Picture("home-larger-text", "Larger text", text_percent=120),
)
PAGES = (
    Picture("network", "Devices: is it good enough for events, and who answers how well", Page.NETWORK),
    Picture(
        "network-device",
        "One device, with its numbers for an installer",
        Page.NETWORK,
        "installer",
        pressed="network.device2",
    ),
    Picture("home-battery", "A low battery: once, with what to do", case="battery-low"),
    Picture("messages", "Messages from the utility", Page.MESSAGES),
    Picture("more", "More", Page.MORE),
    Picture("settings-time", "Time and date: set by hand, or the meter's", scene="settings-time-by-hand"),
    Picture("settings-diagnostics", "Diagnostics: what is wrong stands first", scene="settings-diagnostics-silent"),
    Picture("settings-pin", "A PIN before rates, devices and data", scene="settings-pin"),
    Picture("pin-waiting", "Too many wrong tries: the pad waits", scene="pin-waiting"),
    Picture("settings-bill-date", "The bill date: one touch on a day", Page.SETTINGS, pressed="settings.bill_date"),
    Picture("manual", "The users' manual, at what was looked at when ? was touched", Page.MANUAL,
            pressed="manual.chapter3"),
    Picture("duties", "Duties: what is asked, and what was measured here", Page.DUTIES, "event-finished"),
    Picture("duties-measured", "The utility's records heard of this home five hours ago", scene="duties-measured"),
    Picture("network-map", "The network map, for an installer: who goes through whom", scene="map-way"),
    Picture("network-map-fifty", "Fifty devices at 800x480", scene="map-fifty-way", screen=Screen.SMALL),
    Picture("problem", "Find the problem: what was found, what to do, and the code", scene="problem-device"),
    Picture("problem-meter", "The meter does not answer: the code is not sent yet", scene="problem-meter"),
    Picture("handover", "Hand-over: the rehearsal as the acceptance test", scene="handover-passed"),
    Picture("handover-failed", "What did not go as planned, and what to do", scene="handover-failed"),
    Picture("manual-light", "Its figures are the real widgets", Page.MANUAL, scheme=Scheme.LIGHT),
    Picture("manual-800x480", "On 800x480, at 150 %", Page.MANUAL, screen=Screen.SMALL, text_percent=150,
            pressed="manual.chapter1"),
    Picture("displays", "The displays of the home: who is connected", scene="settings-displays"),
    Picture("displays-invited", "Another display is invited by a code", scene="settings-displays-invited"),
    Picture("displays-by-kitchen", "An event was left at the kitchen's display", scene="event-by-kitchen"),
    Picture("companion-first", "A display without a home asks for it", scene="companion-first"),
    Picture("companion-lost", "A companion that lost its main display", scene="companion-lost"),
    Picture("settings-screen", "Settings: palettes, light, size of text", Page.SETTINGS, pressed="settings.screen"),
    Picture("settings-website", "The utility's website: connected by a code", scene="settings-website-connected"),
    Picture("settings-website-code", "The code is wrong", scene="settings-website-wrong"),
    Picture("settings-website-revoked", "The website does not know this display any more",
            scene="settings-website-revoked"),
    Picture("welcome", "The first question", Page.WELCOME, "first-run"),
)  # fmt: skip
EVENTS = (
    Picture("event-tomorrow", "An event is announced: its price, your plan, what it may save", case="event-announced"),
    Picture("event-active", "It runs: the band is on every page, the room says why it is warmer", case="event-active"),
    Picture("event-ways-out", "Too warm? The smallest step first, each with its price", case="event-active",
            pressed="home.step_out"),
    Picture("event-undo", "Ten seconds to take it back", case="event-eased"),
    Picture("event-emergency", "A grid emergency: what is locked, why, and what still holds", case="event-emergency"),
    Picture("event-recovery", "Back to normal, or at once", case="event-recovering"),
    Picture("event-details", "Details: who takes part, what the meter confirmed", Page.EVENT, "event-active"),
    Picture("event-result", "The result, and every link of its receipt", Page.EVENT, "event-finished"),
    Picture("event-missing", "A link that nobody confirmed is missing", Page.EVENT, "event-finished-missing"),
    Picture("event-steps", "Every step: what the home measured, and what the utility has", scene="every-step"),
    Picture("event-800x480", "On 800x480", case="event-active", screen=Screen.SMALL),
)  # fmt: skip
ROOMS = (
    Picture("comfort", "Comfort: where each room stands, and why", Page.COMFORT),
    Picture("comfort-event", "In an event: each degree has its price", Page.COMFORT, "in-event"),
    Picture("comfort-why", "Why is it 78? Rule by rule", Page.COMFORT, "in-event", pressed="comfort.why"),
    Picture("comfort-locked", "Locked by the policy: the keys say why", Page.COMFORT, "locked"),
    Picture("comfort-lost", "A thermostat that was not heard shows no number as live", Page.COMFORT, "lost"),
    Picture("comfort-800x480", "On 800x480", Page.COMFORT, "in-event", screen=Screen.SMALL),
    Picture("rules", "Event rules: in degrees, in a table, and in words", Page.RULES),
    Picture("rules-more", "Programs one by one, limits, and who decides in an emergency", Page.RULES,
            pressed="rules.more"),
    Picture("programme", "The programme: four periods a day, or more", Page.PROGRAMME),
    Picture("messages-missed", "The meter did not say that the event began", Page.MESSAGES, "missed"),
    Picture("messages-call", "Whom to call, and what to tell them", Page.MESSAGES, "missed",
            pressed="messages.missed.call"),
    Picture("events", "Every event: what comes, and what was", Page.EVENTS, "announced"),
)  # fmt: skip
MONEY = (
    Picture("bill", "This bill: so far, where it may end, and what makes it", Page.BILL),
    Picture("bill-lines", "Every line of it, to the cent", scene="statement-every-line"),
    Picture("bill-days", "A line opens the days that it is made of", scene="statement-days"),
    Picture(
        "bill-intervals", "A day opens its quarter-hours: energy, price, rate version", scene="statement-intervals"
    ),
    Picture("bills", "Earlier bills", scene="bills"),
    Picture("bill-match", "Match my bill: which line differs, and what would mend it", scene="match-found"),
    Picture("bill-one-price", "Without tiers: what was used at each price", Page.BILL, "bill-one-price"),
    Picture("bill-re-rating", "Everything is counted anew after a corrected rate", Page.BILL, "bill-re-rating"),
    Picture("rates", "Rates: what an hour and the last bill would cost", scene="rates-edited"),
    Picture("rates-time", "A block of the day, in half-hours", scene="rates-time"),
    Picture("rates-critical", "Critical days, and how one looks", scene="rates-critical"),
    Picture("rates-fixed", "Charges, the minimum, taxes", scene="rates-baseline-fixed"),
    Picture("rates-plan", "A sample plan says so, and where it is from", scene="rates-baseline"),
    Picture("rates-too-high", "A slip of the decimal point is caught", scene="rates-too-high"),
    Picture("rates-800x480", "On 800x480", scene="rates-edited", screen=Screen.SMALL),
    Picture("rates-contrast", "High contrast", scene="rates-edited", scheme=Scheme.CONTRAST),
)
TIME = (
    Picture("prices", "Prices: a finger reads an hour of tomorrow's event", scene="prices"),
    Picture("prices-today", "What the utility did not send yet is left open", scene="prices-today-only"),
    Picture("history", "History: the day of an event, beside a usual one", scene="history-day"),
    Picture("history-stretch", "A dragged stretch tells what it cost", scene="history-stretch"),
    Picture("history-fixed", "An hour that was fixed says so", scene="history-fixed"),
    Picture("history-fix", "Fix this hour: nothing that was counted is lost", scene="history-fix-again"),
    Picture("history-bill", "A bill, day by day and by what the price meant", scene="history-bill"),
    Picture("history-year", "A year, month by month", scene="history-year"),
    Picture("event-worth", "See how: the days with which an event is compared", scene="worth"),
    Picture("data", "Your data: out, in, and how long it is kept", scene="data-working"),
    Picture("history-800x480", "On 800x480", scene="history-day", screen=Screen.SMALL),
    Picture("prices-contrast", "High contrast", scene="prices", scheme=Scheme.CONTRAST),
)
REST = (
    Picture("glance", "At rest: what power costs now, and until when", is_at_rest=True),
    Picture("glance-event", "An event runs: how much of it is left", case="event-active", is_at_rest=True),
    Picture("glance-silent", "Nothing is heard: no number looks live", case="silent", is_at_rest=True),
    Picture(
        "glance-emergency", "A grid emergency: as bright as the panel can", case="event-emergency", is_at_rest=True
    ),
    Picture("glance-800x480", "On 800x480", case="event-soon", screen=Screen.SMALL, is_at_rest=True),
    Picture("glance-1280x800", "On 1280x800", case="high-price", screen=Screen.LARGE, is_at_rest=True),
)
ADDING = (
    Picture("add-air-first", "Before the first device: how busy is the air", scene="add-air-first"),
    Picture("air-noisy", "Noisy air: the likely cause, and the extension cable", scene="air-usb"),
    Picture("air-wifi", "A Wi-Fi router beside the radio stick", scene="air-wifi"),
    Picture("add-kinds", "What is added? One touch", scene="add-kinds"),
    Picture("add-rooms", "Where is it? Its name comes of that", scene="add-rooms"),
    Picture("add-code", "The install code: a slip is found and named", scene="add-code-slip"),
    Picture("add-unreadable", "A label that cannot be read says why", scene="add-unreadable"),
    Picture("join-ready", "Five stages later: its name, its events, which one it is", scene="join-thermostat-ready"),
    Picture("join-stopped", "It stopped answering: cause, evidence, what to do", scene="join-thermostat-stopped"),
    Picture("join-too-weak", "It is heard too weakly", scene="join-thermostat-too-weak"),
    Picture("join-interview", "It never said what it is", scene="join-thermostat-interview"),
    Picture("join-wrong-kind", "It is another kind than the one that was chosen", scene="join-thermostat-wrong-kind"),
    Picture("join-refused", "The rules do not allow it", scene="join-thermostat-refused"),
    Picture("join-key-failed", "Its certificate does not prove who it is", scene="join-thermostat-key-failed"),
    Picture("join-known", "It is of this home already", scene="join-thermostat-known"),
    Picture("join-closed", "It came while joining was closed", scene="join-thermostat-closed"),
    Picture("knocked", "Somebody knocked at the closed network", scene="knocked"),
    Picture("join-code-wrong", "The code is another device's", scene="join-thermostat-code-wrong"),
    Picture("join-nobody-came", "Nobody came", scene="join-thermostat-nobody-came"),
    Picture("list-running", "Who failed stands first, with the cause", scene="list-running"),
    Picture("devices-many-kinds", "Plugs, a water heater, a car charger, gas and water meters", page=Page.NETWORK,
            case="many-kinds"),
    Picture("devices-asleep", "A device that sleeps says when it wakes", page=Page.NETWORK, case="asleep"),
    Picture("device-more", "What can be done with a device", scene="device-more"),
    Picture("device-remove", "Let go after one plain question", scene="device-remove"),
    Picture("join-stopped-800x480", "On 800x480, at 150 %", scene="join-thermostat-stopped", screen=Screen.SMALL,
            text_percent=150),
    Picture("add-code-contrast", "High contrast", scene="add-code-slip", scheme=Scheme.CONTRAST),
)  # fmt: skip
CHAPTERS = (
    ("Home", HOME),
    ("Events", EVENTS),
    ("Comfort, rules and messages", ROOMS),
    ("Bills and rates", MONEY),
    ("Prices, history, your data", TIME),
    ("Adding devices", ADDING),
    ("At rest", REST),
    ("Looks and sizes", LOOKS),
    ("The other pages", PAGES),
)


def run(directory: Path) -> list[Path]:
    """Paint the choice into PNG files in the directory, which is made, with a README.md; gives their paths."""
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for picture in everything():
        path = directory / f"{picture.name}.png"
        if not paint(picture).save(str(path)):
            raise OSError(f"the picture {path} could not be written; is the disk full, the directory read-only?")
        written.append(path)
    (directory / "README.md").write_text(page(), encoding="utf-8")
    return written


def everything() -> Iterator[Picture]:
    """All chapters' pictures."""
    for _, pictures in CHAPTERS:
        yield from pictures


def paint(picture: Picture) -> QImage:
    """The whole window, as the kiosk shows it."""
    if picture.scene:
        return _played(picture)
    made, now = _state(picture.case)
    if picture.is_at_rest:
        theme = Theme(Look(picture.scheme, picture.screen, is_motion_reduced=True))
        return at_rest(theme, made, now).convertToFormat(QImage.Format.Format_RGB888)
    window = Window(Theme(Look(picture.scheme, picture.screen, is_motion_reduced=True)), lambda: now, place=PLACE)
    window.resize(*picture.screen.value)
    snapshot = in_scheme(made, picture.scheme)
    window.show_snapshot(with_manners(snapshot, text_percent=picture.text_percent))
    window.open(picture.page)
    if picture.pressed:
        window.show()  # what a press opens is laid out when it is seen
        button = window.findChild(QAbstractButton, picture.pressed)
        assert button is not None, f"there is no {picture.pressed} to press"
        button.click()
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    put_away(window)
    return image


def _played(picture: Picture) -> QImage:
    """The same, after a scene was played on it."""
    if picture.scene in JOIN_SCENES:
        return _walked(picture)
    scenes = MONEY_SCENES | HISTORY_SCENES | SETTINGS_SCENES | HEALTH_SCENES | HANDOVER_SCENES | CHAIN_SCENES
    scene = scenes[picture.scene]
    window = Window(Theme(Look(picture.scheme, picture.screen, is_motion_reduced=True)), lambda: scene.now, place=PLACE)
    window.resize(*picture.screen.value)
    image = play(window, scene).grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    put_away(window)
    return image


def _walked(picture: Picture) -> QImage:
    """The page that lets devices in, after a part of its way."""
    window = Window(Theme(Look(picture.scheme, picture.screen, is_motion_reduced=True)), lambda: NOW, place=PLACE)
    window.resize(*picture.screen.value)
    window.show_snapshot(with_manners(in_scheme(normal(), picture.scheme), text_percent=picture.text_percent))
    image = walk(window, JOIN_SCENES[picture.scene]).grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    put_away(window)
    return image


def _state(case: str) -> tuple[Snapshot, Moment]:
    """The sample of that name, and the moment that it is about."""
    if case in CASES:
        return CASES[case](), NOW
    make, now, _ = (SCENES | NETWORK_SCENES)[case]
    return make(normal()), now or NOW


def page() -> str:
    """The pictures two by two, each with its line, as Markdown."""
    lines = ["# Screens", "", "`make screens` paints them anew, from the sample states that the tests use."]
    for title, pictures in CHAPTERS:
        lines += ["", f"## {title}", "", "| | |", "|---|---|"]
        for pair in (pictures[at : at + 2] for at in range(0, len(pictures), 2)):
            cells = [f"![{each.line}]({each.name}.png)<br>{each.line}" for each in pair]
            lines.append(f"| {' | '.join(cells + [''] * (2 - len(pair)))} |")
    return "\n".join(lines) + "\n"
