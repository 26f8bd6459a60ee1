"""Many devices join at once over the real stack; each that does not come in has its own cause."""

import pytest

from devices import outbox
from devices.errors import JoinFault
from devices.labels import Label
from devices.messages import DeviceKind
from devices.radio import admission
from hemsapp.commissioning import AllowJoins, Identify, RetrySetUp, ScanAir
from hemsapp.domain import joining
from hemsapp.snapshot import JoinState
from tests.devices.radio.newcomers import Neighbourhood, neighbourhood

OTHER_CODE = bytes.fromhex("83fed3407a939723a5c639b26916d505c3b5")
STAGES = ("found", "joined", "identified", "set_up", "ready")


def batch(home: Neighbourhood, *places: int, seconds: int = 60) -> AllowJoins:
    return AllowJoins(tuple(Label(home.names[each], home.codes[each]) for each in places), seconds)


async def test_four_devices_join_at_once_each_under_its_own_code() -> None:
    """C1FR36, users.md 15: five stages, each with its moment, in order; a name from the list is given."""
    async with neighbourhood("meter", "thermostat", "load-switch", "display") as home:
        kiosk = home.kiosk
        home.look(0, 1, 2, 3)
        wish = batch(home, 0, 1, 2)
        kiosk.take(AllowJoins((*wish.labels, Label(home.names[3], home.codes[3], "Kitchen"))))
        joins = await kiosk.all_over()
        assert [join.state for join in joins.values()] == [JoinState.READY] * 4
        for join in joins.values():
            moments = [getattr(join, stage) for stage in STAGES]
            assert None not in moments
            assert moments == sorted(moments, key=lambda moment: moment.monotonic_s)
        assert [join.kind for join in joins.values()] == [
            DeviceKind.METER_GATEWAY,
            DeviceKind.THERMOSTAT,
            DeviceKind.LOAD_SWITCH,
            DeviceKind.DISPLAY,
        ]
        assert all(join.model and join.firmware == "1" and join.answered for join in joins.values())
        seen = await kiosk.until(lambda snapshot: len(snapshot.devices) == 4)
        assert seen.devices[-1].name == "Kitchen"
        chip = kiosk.simulation.dongle.chip
        await kiosk.until(lambda _: not chip.ram.permit_until_s)
        assert (chip.ram.transient_keys, chip.ram.policies[0] & 1) == ({}, 0), "locked behind the last"
        kiosk.take(Identify(home.names[2], 9))
        await kiosk.until(lambda _: home.stations[2].node.identify.seconds > 0)  # type: ignore[attr-defined]


async def test_each_way_to_fail_has_its_own_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    """X-ENROL, users.md 15, TM7: all at once, and none of them keeps another out."""
    monkeypatch.setattr(admission, "PROOF_S", 3.0)
    monkeypatch.setattr(admission, "INTERVIEW_S", 12.0)
    monkeypatch.setattr(joining, "SET_UP_S", 15.0)
    troubles = ("none", "none", "mute", "too weak", "stops", "light bulb", "lacks clusters", "none", "none")
    async with neighbourhood("meter", *["load-switch"] * 4, "plug", "load-switch", "thermostat", "display") as home:
        kiosk = home.kiosk
        for place, trouble in enumerate(troubles):
            home.afflict(place, trouble)
        home.look(7)
        kiosk.take(batch(home, 7))
        await kiosk.all_over()
        home.look(8, is_insisting=True)
        await kiosk.until(lambda seen: any(join.fault is JoinFault.CLOSED for join in seen.joins))
        home.look(1, 2, 3, 4, 5, 6)
        wish = batch(home, 0, 2, 3, 4, 5, 6, 7, seconds=8)
        kiosk.take(AllowJoins((Label(home.names[1], OTHER_CODE), *wish.labels), 8))
        joins = await kiosk.all_over()
        assert {place: joins[name].fault for place, name in enumerate(home.names)} == {
            0: JoinFault.NOBODY_CAME,
            1: JoinFault.CODE_WRONG,
            2: JoinFault.INTERVIEW_STUCK,
            3: JoinFault.TOO_WEAK,
            4: JoinFault.STOPPED_ANSWERING,
            5: JoinFault.WRONG_KIND,
            6: JoinFault.REFUSED,
            7: JoinFault.KNOWN,
            8: JoinFault.CLOSED,
        }
        assert "nobody can switch it" in joins[home.names[6]].reason
        await kiosk.until(lambda _: not {5, 6} & {p for p, s in enumerate(home.stations) if s.is_on_air})
        home.afflict(4, "none")
        kiosk.take(RetrySetUp(home.names[4]))
        again = await kiosk.until(lambda seen: any(j.device == home.names[4] and j.ready for j in seen.joins))
        assert {join.device: join for join in again.joins}[home.names[4]].fault is None


async def test_a_dongle_with_room_for_two_keys_lets_three_in_one_after_the_other() -> None:
    async with neighbourhood("load-switch", "plug", "display") as home:
        home.kiosk.simulation.dongle.chip.transient_key_places = 2
        home.look(0, 1, 2)
        home.kiosk.take(batch(home, 0, 1, 2))
        joins = await home.kiosk.all_over()
        assert [join.fault for join in joins.values()] == [None] * 3


async def test_the_air_is_heard_on_every_channel_without_losing_the_network() -> None:
    """users.md 16"""
    async with neighbourhood("display") as home:
        home.kiosk.simulation.air.noise_dbm[20] = -40
        home.kiosk.take(ScanAir())
        seen = await home.kiosk.until(lambda snapshot: snapshot.air is not None and snapshot.air.ended is not None)
        assert seen.air is not None
        levels = dict(seen.air.levels)
        assert list(levels) == list(range(11, 27))
        assert max(levels, key=levels.__getitem__) == 20
        home.look(0)
        home.kiosk.take(batch(home, 0))
        assert [join.fault for join in (await home.kiosk.all_over()).values()] == [None]


async def test_a_fifth_of_all_messages_may_be_lost() -> None:
    async with neighbourhood("meter", "thermostat", "load-switch", "plug") as home:
        for station in home.stations:
            station.loss = 0.2
        home.look(0, 1, 2, 3)
        home.kiosk.take(batch(home, 0, 1, 2, 3))
        joins = await home.kiosk.all_over(within_s=outbox.SET_UP_S)
        assert [join.fault for join in joins.values()] == [None] * 4
        assert all(join.answered < join.asked for join in joins.values())
