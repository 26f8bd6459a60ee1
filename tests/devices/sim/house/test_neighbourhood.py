"""X-LONG-TERM, X-SELF-HEALING: a home with a past, kept over a restart."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from devices.moment import Moment
from devices.sim.device import crc_x25
from devices.sim.house.neighbourhood import forget_pasts, make_nodes
from devices.sim.meter.node import MeterNode
from devices.sim.node import Node, Peer

START = Moment(datetime(2026, 7, 14, 20, 7, 13, tzinfo=UTC), 50.0)
KINDS = ["meter", "thermostat", "load-switch"]


def later(seconds: float) -> Moment:
    return Moment(START.utc + timedelta(seconds=seconds), START.monotonic_s + seconds)


def home(start: Moment = START, state: Path | None = None, seed: int = 7) -> list[Node]:
    return make_nodes(KINDS, seed=seed, start=start, profile_id=0x0109, state=state)


def meter_of(nodes: list[Node]) -> MeterNode:
    node = nodes[0]
    assert isinstance(node, MeterNode)
    return node


@pytest.fixture(scope="module")
def fresh() -> list[Node]:
    return home()


def test_a_new_home_has_45_days_of_intervals_on_two_channels(fresh: list[Node]) -> None:
    recorder = meter_of(fresh).meter.recorder
    assert len(recorder.intervals) in (45 * 96, 45 * 96 - 1, 45 * 96 + 1)
    assert recorder.intervals[-1].end_s == datetime(2026, 7, 14, 20, tzinfo=UTC).timestamp()
    assert sum(one.energy_wh[0] for one in recorder.intervals) > 45 * 5_000


def test_the_same_seed_makes_the_same_home(fresh: list[Node]) -> None:
    forget_pasts()
    again = home()
    assert [node.eui64 for node in again] == [node.eui64 for node in fresh]
    assert [node.install_code for node in again] == [node.install_code for node in fresh]
    assert meter_of(again).meter.recorder.intervals == meter_of(fresh).meter.recorder.intervals
    other = home(seed=8)
    assert {node.eui64 for node in other}.isdisjoint({node.eui64 for node in fresh})
    assert meter_of(other).meter.recorder.intervals != meter_of(fresh).meter.recorder.intervals


def test_a_past_that_was_lived_before_is_the_same_past_and_goes_on_the_same() -> None:
    forget_pasts()
    lived, remembered = home(), home()
    for _ in range(2):
        parts = [{name: save() for name, save in meter_of(nodes).home.parts.items()} for nodes in (lived, remembered)]
        assert parts[0] == parts[1]
        recorders = [meter_of(nodes).meter.recorder for nodes in (lived, remembered)]
        assert recorders[0] == recorders[1]
        for nodes in (lived, remembered):
            meter_of(nodes).home.advance(later(3_777))


def test_every_device_has_a_label_with_a_valid_install_code(fresh: list[Node]) -> None:
    for node in fresh:
        assert len(node.install_code) == 18
        assert crc_x25(node.install_code[:16]) == int.from_bytes(node.install_code[16:], "little")
        assert len(bytes.fromhex(node.eui64.replace(":", ""))) == 8
        assert node.eui64 == node.eui64.lower()


def test_the_descriptors_are_those_of_smart_energy_devices(fresh: list[Node]) -> None:
    (meter,), (thermostat,), (switch,) = (node.endpoints for node in fresh)
    assert (meter.device_id, thermostat.device_id, switch.device_id) == (0x0500, 0x0301, 0x0504)
    assert set(meter.server_clusters) == {0x0000, 0x0003, 0x000A, 0x0700, 0x0701, 0x0702, 0x0703, 0x0704, 0x0800}
    assert set(thermostat.server_clusters) == {0x0000, 0x0003, 0x0201}
    assert set(switch.server_clusters) == {0x0000, 0x0003, 0x0006, 0x0800}
    assert (set(thermostat.client_clusters), set(switch.client_clusters)) == (
        {0x0019},
        {0x000A, 0x0019, 0x0701, 0x0800},
    )
    assert all(endpoint.profile_id == 0x0109 for endpoint in (meter, thermostat, switch))


def test_an_unknown_kind_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="there is no device toaster; there are meter"):
        make_nodes(["toaster"], seed=1, start=START, profile_id=0x0109, state=None)


def test_an_unknown_verb_is_refused_with_the_known_ones(fresh: list[Node]) -> None:
    with pytest.raises(ValueError, match="there is no verb 'explode'; there are air_conditioner"):
        fresh[1].drive("explode", {}, START)
    with pytest.raises(ValueError, match="load does not know wats"):
        fresh[1].drive("load", {"wats": 3}, START)


def test_a_kill_and_a_restart_lose_nothing_and_nothing_is_counted_twice(tmp_path: Path) -> None:
    """F81: what is on disk goes on as if the process had never died."""
    path = tmp_path / "home"
    undisturbed, killed = home(), home(state=path)
    for nodes in (undisturbed, killed):
        nodes[0].drive("load", {"watts": 1_357}, later(100))
        nodes[0].drive("price", {"price": "0.5", "minutes": 600}, later(200))
        nodes[0].wake(later(4_000))
    restarted = home(later(20_000), path)  # 4,000 s to 20,000 s: nobody was there
    for nodes in (undisturbed, restarted):
        nodes[0].wake(later(30_000))
    mine, its = meter_of(undisturbed).meter, meter_of(restarted).meter
    assert its.delivered == mine.delivered
    assert its.recorder.intervals == mine.recorder.intervals
    assert its.prices.events == mine.prices.events
    assert its.tier_wh == mine.tier_wh or its.save()["tier_wh"] == mine.save()["tier_wh"]
    assert restarted[0].install_code == undisturbed[0].install_code


def test_a_restart_keeps_45_days_bindings_and_reporting(tmp_path: Path) -> None:
    path = tmp_path / "home"
    node = meter_of(home(state=path))
    node.bind(1, 0x0702, 1, True)
    reports = node.server.endpoints[1].servers[0x0702].reports
    reports.configure(0x0400, 0x2A, 1, 30, 10, 60.0)
    node.drive("message", {"text": "still here"}, later(10))
    again = meter_of(home(later(60), path))
    assert again.meter.recorder.intervals == node.meter.recorder.intervals
    restored = again.server.endpoints[1].servers[0x0702].reports
    assert restored.bindings == [Peer(None, 1)]
    assert restored.subscriptions[0x0400].max_s == 30
    assert again.meter.text == node.meter.text


def test_a_world_that_begins_earlier_gets_a_new_past_and_registers_never_go_back(tmp_path: Path) -> None:
    path = tmp_path / "home"
    node = meter_of(home(state=path))
    node.wake(later(10 * 86_400))
    shown = node.meter.scale.shown(node.meter.delivered)
    last_event_id = node.meter.prices.last_event_id
    again = meter_of(home(START, path))
    assert again.meter.scale.shown(again.meter.delivered) >= shown
    assert again.meter.prices.last_event_id >= last_event_id
    assert again.meter.recorder.intervals[-1].end_s <= START.utc.timestamp()
    assert len(again.meter.recorder.intervals) >= 45 * 96 - 1


def test_nothing_that_was_published_in_the_past_is_published_now(fresh: list[Node]) -> None:
    assert not meter_of(fresh).meter.announcements


def test_a_file_of_a_newer_simulator_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "home"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("pragma user_version = 99")
    with pytest.raises(ValueError, match="newer simulator"):
        home(state=path)
