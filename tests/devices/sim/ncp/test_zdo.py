"""Device objects: each question's answer, octet by octet, as the Zigbee specification lays it out."""

from typing import Any

import pytest
from zigpy.zdo.types import CLUSTERS, ZDOCmd

from devices.sim.ncp import zdo
from devices.sim.ncp.station import Station
from tests.devices.sim.ncp.plain_node import PlainNode

NETWORK = (0x1234, bytes(range(8)))
COORDINATOR = bytes.fromhex("1122334455667788")


def station() -> Station:
    it = Station(PlainNode(1))
    it.node_id = 0xBEEF
    it.parent = zdo.Neighbour(COORDINATOR, 0, zdo.LogicalType.COORDINATOR, 200, is_child=False)
    return it


def ask(it: Station, cluster_id: int, body: str, *, is_broadcast: bool = False) -> bytes | None:
    payload = bytes.fromhex("2a" + body)
    answer = zdo.answer(it, cluster_id, payload, NETWORK, is_broadcast=is_broadcast)
    assert answer is None or answer[0] == 0x2A
    return answer and answer[1:]


EUI = PlainNode(1).eui64.replace(":", "")
WIRE = bytes.fromhex(EUI)[::-1].hex()
BIND = WIRE + "01" + "0207" + "03" + COORDINATOR.hex() + "0a"


@pytest.mark.parametrize(
    ("cluster_id", "question", "answer"),
    [
        (0x0000, WIRE + "0000", "00" + WIRE + "efbe"),
        (0x0000, "00" * 8 + "0000", "81" + "00" * 8 + "ffff"),
        (0x0001, "efbe0000", "00" + WIRE + "efbe"),
        (0x0002, "efbe", "00efbe" + "01408e3412528000002c800000"),
        (0x0002, "3412", "813412"),
        (0x0003, "efbe", "00efbe10c1"),
        (0x0004, "efbe01", "00efbe" + "0c" + "01040100050002" + "0000" + "0207" + "00"),
        (0x0004, "efbe07", "83efbe00"),
        (0x0005, "efbe", "00efbe" + "0101"),
        (0x0006, "efbe040101020700", "00efbe" + "0101"),
        (0x0006, "efbe040101060000", "00efbe" + "00"),
        (0x0021, BIND, "00"),
        (0x0021, WIRE + "63" + BIND[18:], "82"),
        (0x0022, BIND, "88"),
        (0x0031, "00", "00010001" + NETWORK[1].hex() + COORDINATOR.hex() + "0000" + "040200c8"),
        (0x0032, "00", "00000000"),
        (0x0033, "00", "00000000"),
        (0x0036, "3c01", "00"),
        (0x00AA, "00", "84"),
        (0x0004, "ef", "80"),
    ],
)
def test_a_question_gets_the_standards_answer(cluster_id: int, question: str, answer: str) -> None:
    got = ask(station(), cluster_id, question)
    assert got is not None
    assert got.hex() == answer


@pytest.mark.parametrize("cluster_id", [0, 1, 2, 3, 4, 5, 6, 0x21, 0x22, 0x31, 0x32, 0x33, 0x34, 0x36])
def test_zigpy_reads_each_answer_to_the_last_octet(cluster_id: int) -> None:
    questions = {0: WIRE + "0000", 1: "efbe0000", 4: "efbe01", 6: "efbe040101020700", 0x21: BIND, 0x22: BIND}
    questions |= {0x31: "00", 0x32: "00", 0x33: "00", 0x34: WIRE + "00", 0x36: "3c01"}
    it = station()
    it.bind(zdo.Binding(1, 0x0702, COORDINATOR, 10), is_bound=True)
    data = ask(it, cluster_id, questions.get(cluster_id, "efbe"))
    assert data is not None
    types: Any = CLUSTERS[ZDOCmd(0x8000 | cluster_id)][1]  # type: ignore[no-untyped-call]
    for kind in types:
        _, data = kind.deserialize(data)
    assert data == b""


def test_a_broadcast_is_answered_only_by_the_one_it_is_about() -> None:
    assert ask(station(), 0x0000, WIRE + "0000", is_broadcast=True) is not None
    assert ask(station(), 0x0000, "00" * 8 + "0000", is_broadcast=True) is None
    assert ask(station(), 0x0006, "efbe040101060000", is_broadcast=True) is None
    assert ask(station(), 0x0036, "3c01", is_broadcast=True) is None


def test_binding_reaches_the_node_once_and_can_be_undone() -> None:
    it = station()
    node = it.node
    assert isinstance(node, PlainNode)
    for _ in range(2):
        assert ask(it, 0x0021, BIND) == b"\x00"
    assert node.bound == [(1, 0x0702, 10)]
    assert ask(it, 0x0022, BIND) == b"\x00"
    assert node.bound == []


def test_a_request_to_leave_is_taken_note_of() -> None:
    it = station()
    assert ask(it, 0x0034, WIRE + "00") == b"\x00"
    assert it.is_leaving
