"""Devices: the verdict, the words of each row, a check, one device in its sheet, and what is said of batteries."""

from dataclasses import replace

import pytest

from devices.errors import RadioFault
from hemsapp.commands import AcknowledgeBattery, RunCheck
from hemsapp.snapshot import Device, Signal, Snapshot, signal
from ui.place import Place
from ui.presenters.frame import Page, header
from ui.presenters.more import MorePresenter
from ui.presenters.network import NetworkPresenter, NetworkView
from ui.presenters.notices import house_notice
from ui.screens import cases
from ui.screens.cases import NOW, normal
from ui.screens.network_cases import NETWORKS
from ui.views import ButtonState, Tone


def seen(name: str) -> NetworkView:
    return NetworkPresenter().present(NETWORKS[name](normal()), NOW)


def test_devices_say_in_words_and_from_facts_how_they_answer() -> None:
    """users.md 21: the word first, from the last fifty exchanges; the plain count beside it"""
    view = NetworkPresenter().present(normal(), NOW)
    assert (view.verdict, view.tone) == ("Good enough for events", Tone.DONE)
    assert view.body == "All 4 devices answered in the last minute. Upstairs thermostat is weak."
    assert [(row.name, row.role, row.bars, row.word, row.count, row.age) for row in view.rows] == [
        ("Electric meter", "sends price, usage and events", 4, "Strong", "50 of 50 answered", "3 s ago"),
        ("Living room thermostat", "takes part in events", 4, "Strong", "50 of 50", "12 s ago"),
        ("Upstairs thermostat", "try a plug-in repeater", 1, "Weak", "41 of 50", "38 s ago"),
        ("Water heater switch", "takes part in events", 4, "Strong", "50 of 50", "6 s ago"),
        ("Radio stick", cases.PORT, None, "Works", "", ""),
    ]


@pytest.mark.parametrize(
    ("answered", "asked", "lqi", "word"),
    [
        (50, 50, 200, Signal.STRONG),
        (49, 50, None, Signal.STRONG),
        (50, 50, 20, Signal.OK),  # the last hop is poor, and yet everything comes
        (48, 50, 255, Signal.OK),
        (45, 50, 255, Signal.OK),
        (44, 50, 255, Signal.WEAK),
        (0, 50, 255, Signal.LOST),
        (0, 0, None, Signal.UNKNOWN),
        (3, 4, 190, Signal.STRONG),
        (3, 4, 100, Signal.OK),
        (3, 4, 40, Signal.WEAK),
    ],
)
def test_a_signal_is_what_was_answered_and_only_at_first_the_last_hop(
    answered: int, asked: int, lqi: int | None, word: Signal
) -> None:
    """users.md 21: LQI misleads"""
    device: Device = replace(normal().devices[1], answered=answered, asked=asked, lqi=lqi)
    assert signal(device, NOW) is word


def test_a_device_that_is_lost_may_miss_events_and_says_what_helps() -> None:
    """users.md 19, users.md 21"""
    view = seen("device-lost")
    assert (view.verdict, view.tone) == ("Some events may be missed", Tone.ATTENTION)
    assert view.body.endswith("Upstairs thermostat does not answer.")
    assert (view.rows[2].word, view.rows[2].bars, view.rows[2].role) == ("Lost", 0, "not heard any more")
    assert view.rows[2].age == "silent 11 min 11 s"
    silent = NetworkPresenter().present(cases.silent(), NOW)
    assert silent.verdict == "Some events may be missed"
    assert (silent.rows[0].word, silent.rows[0].age) == ("Lost", "silent 3 min 04 s")


@pytest.mark.parametrize("name", ["all-lost", "radio-gone"])
def test_a_network_that_is_down_never_looks_well(name: str) -> None:
    """users.md 19: the coordinator drops, and the screen says so"""
    view = seen(name)
    assert (view.verdict, view.tone) == ("Home network down", Tone.ATTENTION)
    assert not {"Strong", "OK"} & {row.word for row in view.rows}


def test_a_radio_fault_says_what_helps_and_when_it_is_tried_again() -> None:
    """users.md 19"""
    view = NetworkPresenter().present(cases.radio_fault(RadioFault.BUSY), NOW)
    assert view.body.startswith("Another program uses the radio stick.")
    assert view.body.endswith("Next try within 8\N{NO-BREAK SPACE}s.")
    assert (view.header.subtitle, view.add) == ("home network down", None)
    starting = NetworkPresenter().present(cases.loading(), NOW)
    assert (starting.verdict, starting.body) == ("Opening the radio stick…", "No device has joined yet.")


def test_a_device_that_is_being_set_up_is_not_called_weak() -> None:
    s = normal()
    new = replace(s.devices[1], is_ready=False, temperature_centi_c=None)
    view = NetworkPresenter().present(replace(s, devices=(s.devices[0], new)), NOW)
    assert (view.verdict, view.tone) == ("Living room thermostat is being set up", Tone.QUIET)
    assert (view.rows[1].role, view.rows[1].word, view.rows[1].bars) == ("a thermostat", "Being set up", None)


def test_a_check_says_who_has_answered_so_far_and_how_it_ended() -> None:
    presenter, s = NetworkPresenter(), normal()
    presenter.present(s, NOW)
    assert presenter.check() == RunCheck()
    assert presenter.present(s, NOW).check.state is ButtonState.BUSY
    running = presenter.present(NETWORKS["checking"](s), NOW)
    assert (running.check.state, running.body.split(". ")[0]) == (ButtonState.BUSY, "2 of 4 have answered so far")
    ended = seen("checked")
    assert ended.check.state is ButtonState.IDLE
    assert ended.body.startswith("Checked at 1:11 PM: 3 of 4 answered.")


def test_one_device_is_looked_at_and_checked_by_itself() -> None:
    presenter, s = NetworkPresenter(), normal()
    presenter.present(s, NOW)
    presenter.look_at(2)
    view = presenter.present(s, NOW)
    assert view.sheet is not None
    frame, body = view.sheet
    assert (frame.title, frame.subtitle) == ("Upstairs thermostat", "A thermostat")
    assert dict(body.facts) == {
        "Signal": "Weak · 41 of 50 answered",
        "Last heard": "38 s ago",
        "Events": "Takes part",
    }
    assert presenter.check_device() == RunCheck(s.devices[2].device)
    presenter.look_away()
    assert presenter.present(s, NOW).sheet is None
    presenter.look_at(4)  # the radio stick is no device
    assert presenter.present(s, NOW).sheet is None


def test_numbers_are_for_an_installer_alone() -> None:
    """users.md 21"""
    s = NETWORKS["installer"](normal())
    presenter = NetworkPresenter()
    presenter.present(s, NOW)
    presenter.look_at(2)
    view = presenter.present(s, NOW)
    assert view.sheet is not None
    assert dict(view.sheet[1].facts) == {
        "Signal": "Strong · 49 of 50 answered",
        "Last heard": "38 s ago",
        "Battery": "Low, 9\N{THIN SPACE}%",
        "Events": "Takes part",
        "Last hop": "LQI 150 · \N{MINUS SIGN}71 dBm",
        "Address": s.devices[2].device,
        "Radio channel": "20",
        "Goes through": "directly",
    }


@pytest.mark.parametrize(
    ("place", "contact"),
    [
        (Place(), ""),
        (Place(phone="1-800-555-0100"), "Does a check not help? Call your utility: 1-800-555-0100."),
        (Place("Elm 12", "City Power", "1-800-555-0100"), "Does a check not help? Call City Power: 1-800-555-0100."),
    ],
)
def test_the_home_network_says_whom_to_call(place: Place, contact: str) -> None:
    presenter = NetworkPresenter()
    presenter.place = place
    view = presenter.present(cases.silent(), NOW)
    assert (view.contact, view.header.subtitle) == (contact, place.home or "home network OK")


def test_a_meter_whose_numbers_do_not_agree_is_told_on_the_home_network() -> None:
    """users.md 13"""
    s = normal()
    doubt = "The meter counts 10 times the energy that its power makes."
    view = NetworkPresenter().present(replace(s, health=replace(s.health, meter_scale_doubt=doubt)), NOW)
    assert view.verdict.endswith("numbers do not agree")
    assert view.tone is Tone.ATTENTION
    assert view.body.startswith(doubt)


def _cards(s: Snapshot) -> tuple[str, str]:
    notice = house_notice(s)
    assert notice is not None
    return notice.card.title, notice.card.body


def test_a_low_battery_of_a_transmitter_is_told_with_what_to_do() -> None:
    """C1NFR13.4: the low-battery indicator for the transmitter"""
    s = NETWORKS["battery-low"](normal())
    title, body = _cards(s)
    assert title == "Upstairs thermostat: the battery is low."
    assert body.startswith("12\N{THIN SPACE}% left. Replace its batteries")
    notice = house_notice(s)
    assert notice is not None
    assert notice.primary == AcknowledgeBattery(s.devices[2].device)
    assert notice.secondary == f"{Page.MANUAL}/batteries/thermostat"
    row = seen("battery-low").rows[2]
    assert (row.role, row.is_warned, row.word) == ("battery low, 12\N{THIN SPACE}%", True, "Strong")


def test_a_low_battery_of_the_display_is_told_with_what_to_do() -> None:
    """C1NFR13.4: the low-battery indicator for the display"""
    s = NETWORKS["display-battery-low"](normal())
    title, body = _cards(s)
    assert title == "The display’s battery is low."  # noqa: RUF001 - a typographic apostrophe
    assert body.startswith("11\N{THIN SPACE}% left. Plug the display in.")
    notice = house_notice(s)
    assert notice is not None
    assert (notice.primary, notice.secondary) == (AcknowledgeBattery(None), f"{Page.MANUAL}/batteries/display")
    row = seen("display-battery-low").rows[-2]
    assert (row.name, row.word, row.is_warned) == ("This display", "Low, 11\N{THIN SPACE}%", True)


def test_a_low_battery_that_was_seen_is_no_card_any_more_but_still_indicated() -> None:
    """C1NFR13.4: one notice, and an indicator until it is replaced"""
    s = NETWORKS["battery-seen"](normal())
    assert house_notice(s) is None
    (chip,) = header(s, NOW, "").chips
    assert (chip.text, chip.tone, chip.opens) == ("Battery low", Tone.ATTENTION, Page.NETWORK)
    assert seen("battery-seen").rows[2].is_warned
    tiles = {tile.title: tile.subtitle for _, tile in MorePresenter().present(s, NOW).tiles}
    assert tiles["Devices"] == "a battery is low"
    assert header(normal(), NOW, "").chips == ()
