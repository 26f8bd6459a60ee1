"""The meter's own display (C1FR24, C1FR26, C1FR28)."""

from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

from devices.demand_response import EventStatus
from devices.se.drlc import Drlc
from devices.wan.words import EventCancel
from tests.devices.sim.meter.event_bench import START, EventBench, peak
from tests.devices.sim.meter.test_home_frames import PCT, report

SVG = "{http://www.w3.org/2000/svg}"


def face(bench: EventBench) -> list[str]:
    lines: list[str] = bench.drive("face")
    return lines


def test_the_normal_face_shows_energy_demand_price_and_the_last_interval() -> None:
    """C1FR26"""
    bench = EventBench(base_w=2_000)
    bench.pass_time(3_600)
    assert face(bench) == [
        "2.0 kWh   2.00 kW",
        "Price $0.246/kWh Normal, now $0.49 an hour",
        "Last interval 0.500 kWh to 13:00",
        "Updated 13:00:00",
    ]


def test_a_pending_event_is_shown_with_its_window_and_price() -> None:
    """UC96.1.3"""
    bench = EventBench()
    bench.reply(peak())
    assert face(bench)[2:4] == ["* CRITICAL PEAK PENDING", "  Tue 17:00 to 21:00, $0.620/kWh"]


def test_an_active_event_is_shown_with_the_customers_cost() -> None:
    """UC96.1.14: 2 kW for half an hour at 62 cents."""
    bench = EventBench(base_w=2_000)
    bench.reply(peak())
    bench.pass_time(5.5 * 3600)
    assert face(bench)[1].startswith("Price $0.620/kWh Critical, now $1.2")
    assert face(bench)[2:6] == [
        "Last interval 0.500 kWh to 17:30",
        "* CRITICAL PEAK ACTIVE",
        "  Tue 17:00 to 21:00, $0.620/kWh",
        "  Your cost in this event $0.62",
    ]


def test_an_ended_event_is_shown_for_five_minutes_at_the_regular_price_then_the_normal_face_is_back() -> None:
    """UC96.1.22, UC96.1.31"""
    bench = EventBench(base_w=2_000)
    bench.pass_time(60)
    before = face(bench)[2:]
    bench.reply(peak())
    bench.pass_time(9 * 3600 - 60 + 299)
    ended = face(bench)
    assert ended[1].startswith("Price $0.246/kWh Normal, now $0.")
    assert ended[3] == "* CRITICAL PEAK ENDED"
    assert ended[5] == "  Your cost in this event $4.96"
    bench.pass_time(2)
    assert len(face(bench)) == len(before) + 3
    assert not [line for line in face(bench) if line.startswith("*")]


def test_a_cancelled_event_leaves_the_face_at_once() -> None:
    bench = EventBench()
    bench.reply(peak())
    bench.reply(EventCancel(7))
    assert not [line for line in face(bench) if line.startswith("*")]


def test_a_practice_says_so() -> None:
    bench = EventBench()
    bench.reply(peak(is_test=True))
    assert "* CRITICAL PEAK PENDING (practice)" in face(bench)


def test_more_events_than_it_has_room_for_are_counted() -> None:
    bench = EventBench()
    for number in range(6):
        bench.reply(peak(issuer_event_id=number + 1, start=START + number * timedelta(hours=5)))
    assert "and 2 more events" in face(bench)


def test_demand_is_refreshed_each_three_seconds() -> None:
    """C1FR26, C1FR28: the display says when it was last updated."""
    bench = EventBench()
    bench.bind()
    updated = []
    for _ in range(10):
        bench.wait(1.0)
        updated.append(bench.meter_node.face.lines()[-1])
    assert len(set(updated)) in (3, 4)
    bench.drive("load", name="kettle", watts=2_000)
    bench.wait(3.5)
    demand_kw = float(bench.meter_node.face.lines()[0].split()[2])
    assert 3.8 <= demand_kw <= 4.2


def test_each_device_of_the_home_is_shown_with_its_last_contact_state_and_warning() -> None:
    """C1FR28"""
    bench = EventBench()
    bench.reply(peak())
    bench.ask(Drlc, "report_event_status", peer=PCT, **report(EventStatus.RECEIVED))
    assert "00:00:00:09 12:00:00 event 7: received" in face(bench)
    bench.pass_time(16 * 60)
    assert "00:00:00:09 12:00:00 NOT HEARD" in face(bench)


def test_the_picture_is_an_svg_that_holds_every_line(tmp_path: Path) -> None:
    bench = EventBench()
    bench.reply(peak())
    picture = tmp_path / "face.svg"
    picture.write_text(bench.drive("face", format="svg"), encoding="utf-8")
    root = ET.parse(picture).getroot()
    assert all(len(line) <= 48 for line in face(bench))
    assert [one.text for one in root.iter(f"{SVG}text")] == face(bench)
    height = float(root.attrib["height"])
    assert all(0 < float(one.attrib["y"]) < height for one in root.iter(f"{SVG}text"))
