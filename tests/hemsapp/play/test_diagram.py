"""The diagram draws what was logged: a lifeline a system, an arrow a message, in the order of the clocks."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from devices.wan.journal import Entry, Noted, System
from hemsapp.play.diagram import LINES, TO, rows, svg

AT = datetime(2026, 7, 14, 23, 58, tzinfo=UTC)
ZONE = ZoneInfo("America/Los_Angeles")
SVG = "{http://www.w3.org/2000/svg}"
SENT = Entry(System.MS, AT, Noted.EVENT_SENT, 7, detail="m-1")
LOGGED = Entry(System.MTR, AT + timedelta(seconds=2), Noted.EVENT_LOGGED, 7)
CONFIRMED = Entry(System.MTR, AT + timedelta(seconds=1), Noted.EVENT_CONFIRMED, 7)


def drawn() -> ET.Element:
    return ET.fromstring(svg([LOGGED, SENT, CONFIRMED], ZONE, "p1 & more"))


def test_rows_follow_the_clocks_and_go_where_the_message_went() -> None:
    assert [(row.source, row.target) for row in rows([LOGGED, SENT, CONFIRMED])] == [
        (System.MS, System.MTR),
        (System.MTR, System.MS),
        (System.MTR, System.MTR),
    ]


def test_every_system_has_a_lifeline_and_its_name() -> None:
    words = [element.text or "" for element in drawn().iter(f"{SVG}text")]
    assert all(any(f"({system.value})" in each for each in words) for system in LINES)


def test_a_reply_is_dashed_and_a_call_is_not() -> None:
    arrows = [line for line in drawn().iter(f"{SVG}line") if "marker-end" in line.attrib]
    assert [("stroke-dasharray" in arrow.attrib) for arrow in arrows] == [False, True]


def test_what_was_done_at_home_is_a_note_and_local_time_stands_beside_it() -> None:
    root = drawn()
    assert len(list(root.iter(f"{SVG}circle"))) == 1
    assert "16:58:00.000" in [element.text for element in root.iter(f"{SVG}text")]


def test_no_message_goes_to_its_own_sender() -> None:
    assert all(source is not target for (source, _), target in TO.items())
