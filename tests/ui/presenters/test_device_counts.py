"""What a plug, a gas and a water meter show in the list and on their sheets (X-GATEWAY)."""

from dataclasses import replace

from devices.errors import RadioFault
from hemsapp.commands import AcknowledgeLeak
from hemsapp.snapshot import Device, Snapshot
from ui.presenters import device_counts
from ui.presenters.device_rows import device_rows
from ui.presenters.device_sheet import device_sheet
from ui.presenters.home import HomePresenter
from ui.presenters.notices import leak_notice
from ui.screens.cases import NOW, normal
from ui.screens.network_cases import NETWORKS
from ui.views import Tone


def row_of(snapshot: Snapshot, name: str) -> tuple[str, Tone]:
    row = next(each for each in device_rows(snapshot, NOW) if each.name == name)
    return row.role, row.tone


def device_of(snapshot: Snapshot, name: str) -> Device:
    return next(each for each in snapshot.devices if each.name == name)


def test_a_plug_says_what_it_draws_and_how_much_of_the_house_that_is() -> None:
    s = NETWORKS["many-kinds"](normal())
    power = replace(s.power, demand_w=1_808)
    assert row_of(replace(s, power=power), "Washer") == (
        "0.45 kW now · 25\N{THIN SPACE}% of your home",
        Tone.QUIET,
    )
    silent = replace(s, power=replace(s.power, demand_w=None))
    assert row_of(silent, "Washer") == ("0.45 kW now", Tone.QUIET)
    selling = replace(s, power=replace(s.power, demand_w=-300))
    assert row_of(selling, "Washer") == ("0.45 kW now", Tone.QUIET)


def test_gas_and_water_are_shown_in_their_units_with_their_age() -> None:
    """X-GATEWAY: read, kept, shown; the age beside the amount (users.md 10)"""
    s = NETWORKS["many-kinds"](normal())
    assert row_of(s, "Gas meter")[0] == "1,234.57 CCF · 26 min ago"
    assert row_of(s, "Water meter")[0] == "48,215 gal · 12 min ago"
    facts = dict(device_sheet(s, device_of(s, "Gas meter"), NOW)[1].facts)
    assert facts["Gas"] == "1,234.57 CCF · 26 min ago"
    assert "Power now" not in facts


def test_mirrors_stand_on_the_gateways_sheet() -> None:
    """X-GATEWAY: other meters that the meter's gateway mirrors"""
    s = NETWORKS["many-kinds"](normal())
    gas, water = device_of(s, "Gas meter").volumes[0], device_of(s, "Water meter").volumes[0]
    gateway = replace(s.devices[0], volumes=(gas, water))
    told = dict(device_sheet(replace(s, devices=(gateway,)), gateway, NOW)[1].facts)
    assert (told["Gas"], told["Water"]) == ("1,234.57 CCF · 26 min ago", "48,215 gal · 12 min ago")


def test_a_leak_asks_for_attention_and_says_what_to_do() -> None:
    s = NETWORKS["leaking"](normal())
    assert row_of(s, "Water meter") == ("reports a leak", Tone.ATTENTION)
    view = device_sheet(s, device_of(s, "Water meter"), NOW)[1]
    assert view.advice.startswith("The water meter reports a leak. Look at taps")
    assert not device_counts.is_leaking(device_of(s, "Gas meter"))


def test_what_waits_for_a_sleeping_device_is_said() -> None:
    """users.md 18: what was asked is pending, not done"""
    s = NETWORKS["asleep"](normal())
    device = s.devices[2]
    assert row_of(s, device.name)[0] == "waits until it wakes"
    assert "when it wakes" in device_sheet(s, device, NOW)[1].advice


def test_a_leak_is_said_on_home_before_all_that_is_wrong_until_it_was_seen() -> None:
    """X-GATEWAY: gas before water"""
    s = NETWORKS["leaking"](normal())
    notice = leak_notice(s)
    assert notice is not None
    assert notice.primary == AcknowledgeLeak(device_of(s, "Water meter").device)
    assert (notice.card.title, notice.card.body[:12]) == ("The water meter reports a leak.", "Look at taps")
    gas = device_of(s, "Gas meter")
    both = replace(gas, volumes=(replace(gas.volumes[0], is_leaking=True, is_leak_news=True),))
    s = replace(s, devices=tuple(both if each is gas else each for each in s.devices))
    notice = leak_notice(s)
    assert notice is not None
    assert notice.card.body == "Leave the house and call your gas company."
    silent = replace(s, link=replace(s.link, fault=RadioFault.UNPLUGGED))
    shown = HomePresenter().present(silent, s.at).notice
    assert shown is not None
    assert shown.card.title == "The gas meter reports a leak."
    assert leak_notice(normal()) is None
