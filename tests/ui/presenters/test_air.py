"""users.md 16: a radio pre-flight before the first pairing, with a verdict in words and what helps."""

from dataclasses import replace

import pytest

from devices.messages import RadioState
from hemsapp.commissioning import ScanAir
from hemsapp.snapshot import AirScan, Snapshot
from ui.presenters.air import Verdict, air_view, cause, verdict, verdict_word
from ui.presenters.connect import ConnectPresenter
from ui.screens import cases
from ui.screens.cases import NOW
from ui.screens.join_cases import AIRS
from ui.views import Tone, plain


def heard(name: str, channel: int | None = 15) -> Snapshot:
    s = cases.no_meter()
    return replace(s, air=AIRS[name], link=replace(s.link, channel=channel))


@pytest.mark.parametrize(
    ("name", "found"),
    [("quiet", Verdict.QUIET), ("usable", Verdict.USABLE), ("wifi", Verdict.NOISY), ("usb", Verdict.NOISY)],
)
def test_the_verdict_is_of_the_channel_that_this_home_uses(name: str, found: Verdict) -> None:
    assert verdict(AIRS[name], 15) is found


def test_a_scan_that_still_listens_or_never_began_has_no_verdict() -> None:
    assert verdict(None, 15) is None
    assert verdict(replace(AIRS["quiet"], ended=None), 15) is None
    assert verdict_word(cases.no_meter()) == ""


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("usb", "a USB 3 port or disk beside the radio stick."),
        ("wifi", "Wi-Fi on its channel 1, from a router nearby."),
        ("usable", "another radio nearby."),
    ],
)
def test_what_most_likely_makes_the_noise_is_said(name: str, why: str) -> None:
    assert cause(AIRS[name]) == why


def test_noise_comes_with_the_cable_and_the_ports_and_the_quietest_channel() -> None:
    card = air_view(heard("usb")).card
    assert (card.caption, card.tone) == ("Noisy", Tone.ATTENTION)
    assert plain(card.cause) == "Most likely: a USB 3 port or disk beside the radio stick."
    assert card.body.endswith("the quietest is 26.")
    assert card.steps[0] == "Put the radio stick on its extension cable, 3 ft from USB 3 ports and disks."


def test_quiet_air_asks_for_nothing() -> None:
    view = air_view(heard("quiet"))
    assert (view.card.caption, view.card.tone, view.card.steps) == ("Quiet", Tone.DONE, ())
    assert view.chart is not None
    assert (view.chart.own, len(view.chart.levels)) == ("15", 16)


def test_before_the_first_device_the_air_is_heard_once_and_skipped_in_one_touch() -> None:
    presenter = ConnectPresenter()
    starting = replace(cases.no_meter(), link=replace(cases.no_meter().link, radio=RadioState.FORMING))
    view = presenter.present(starting, NOW)
    assert view.air is not None
    assert (view.air.card.title, presenter.due()) == ("The radio stick is starting…", ())
    presenter.present(cases.no_meter(), NOW)
    assert (presenter.due(), presenter.due()) == ((ScanAir(),), ())
    presenter.leave_air()
    assert presenter.present(cases.no_meter(), NOW).form is not None


def test_listening_again_waits_for_another_scan() -> None:
    presenter = ConnectPresenter()
    presenter.present(heard("usb"), NOW)
    assert presenter.due() == ()
    assert presenter.listen() == ScanAir()
    assert titled(presenter, heard("usb")) == "Hearing how busy the air is…"
    assert titled(presenter, heard("quiet")) == "The air is quiet here."


def titled(presenter: ConnectPresenter, snapshot: Snapshot) -> str:
    view = presenter.present(snapshot, NOW)
    assert view.air is not None
    return view.air.card.title


def test_a_home_without_a_channel_yet_hears_of_the_quietest() -> None:
    assert verdict(AIRS["usb"], None) is Verdict.USABLE
    none = AirScan(NOW, NOW, ())
    assert verdict(none, None) is None
