"""The network map: read slowly, kept with its time, never in an event's way."""

from datetime import UTC, datetime, timedelta

from devices.messages import Delivered, DeviceLeft, Eui64, Message, RadioChanged, RadioState, Undelivered
from devices.moment import Moment
from devices.neighbours import Neighbour, NeighboursRead, Relation, Route
from hemsapp.domain.health_facts import KeptNeighbours
from hemsapp.domain.mesh import ASKED_PACE_S, FIRST_S, PACE_S, ROUND_S, MeshRounds
from hemsapp.snapshot.mesh import Mesh, Surroundings

OWN, PLUG, HALL, DEN = (Eui64(f"00:0d:6f:00:0a:90:00:0{digit}") for digit in range(4))
START = datetime(2026, 7, 14, 20, 0, tzinfo=UTC)
TOLD = (Neighbour(OWN, 200, Relation.PARENT, is_router=True), Neighbour(HALL, 90, Relation.CHILD))


def at(seconds: float) -> Moment:
    return Moment(START + timedelta(seconds=seconds), seconds)


def ready(mesh: MeshRounds, seconds: float = 0) -> None:
    mesh.hear(RadioChanged(RadioState.READY, "port", own=OWN), at(seconds))


def due(mesh: MeshRounds, number: int, seconds: float, *, is_held: bool = False) -> Eui64 | None:
    order = mesh.due(number, [PLUG, HALL], at(seconds), is_held=is_held)
    return None if order is None else order.device


def test_the_map_is_read_one_device_at_a_time_a_while_after_the_radio_is_there() -> None:
    """X-NETWORK-MGMT: our own radio first, then each device, with a pause between them."""
    mesh = MeshRounds()
    ready(mesh)
    assert due(mesh, 1, FIRST_S - 1) is None
    assert due(mesh, 1, FIRST_S) == OWN
    assert due(mesh, 2, FIRST_S + 1) is None  # one is unanswered
    mesh.hear(Delivered(1), at(FIRST_S + 2))
    assert due(mesh, 2, FIRST_S + 2) is None
    assert due(mesh, 2, FIRST_S + 2 + PACE_S) == PLUG
    mesh.hear(Undelivered(2, "it does not tell"), at(FIRST_S + 30))
    assert due(mesh, 3, FIRST_S + 30 + PACE_S) == HALL
    during = mesh.view
    mesh.hear(Delivered(3), at(FIRST_S + 60))
    assert (during.is_reading, mesh.view.is_reading) == (True, False)
    assert mesh.next_wake_s == FIRST_S + 60 + ROUND_S


def test_the_map_stands_still_while_something_more_important_is_on_its_way() -> None:
    """X-NETWORK-MGMT: readings and events are never disturbed."""
    mesh = MeshRounds()
    ready(mesh)
    assert due(mesh, 1, FIRST_S, is_held=True) is None
    assert due(mesh, 1, FIRST_S + 1) is None
    assert due(mesh, 1, FIRST_S + PACE_S) == OWN


def test_a_person_who_asks_waits_less() -> None:
    mesh = MeshRounds()
    ready(mesh)
    mesh.begin([PLUG], at(5), is_asked=True)
    assert due(mesh, 1, 5) == OWN
    mesh.hear(Delivered(1), at(6))
    assert due(mesh, 2, 6 + ASKED_PACE_S) == PLUG


def test_a_device_that_never_answers_is_given_up() -> None:
    mesh = MeshRounds()
    ready(mesh)
    mesh.begin([PLUG], at(0), is_asked=True)
    assert due(mesh, 1, 0) == OWN
    assert due(mesh, 2, 30) is None
    assert due(mesh, 2, 60) is None
    assert due(mesh, 2, 61) == PLUG


def test_what_was_told_is_kept_with_its_time_and_seen_after_a_restart() -> None:
    mesh = MeshRounds()
    ready(mesh)
    kept = mesh.hear(NeighboursRead(PLUG, TOLD), at(100))
    assert kept == [KeptNeighbours(PLUG, at(100).utc, TOLD, ())]
    again = MeshRounds()
    again.restore([fact for fact in kept if isinstance(fact, KeptNeighbours)])
    assert again.view.parts == mesh.view.parts
    assert again.view.read == at(100).utc
    again.hear(DeviceLeft(PLUG), at(200))
    assert again.view.parts == ()


def test_a_radio_that_is_lost_ends_the_round() -> None:
    mesh = MeshRounds()
    ready(mesh)
    mesh.begin([PLUG], at(0), is_asked=True)
    mesh.hear(RadioChanged(RadioState.LOST, "port"), at(1))
    assert mesh.next_wake_s is None
    assert not mesh.view.is_reading


def told(device: Eui64, *neighbours: Neighbour, routes: tuple[Route, ...] = ()) -> Surroundings:
    return Surroundings(device, START, neighbours, routes)


def test_the_way_of_a_device_goes_over_its_parent() -> None:
    """users.md 20: in words, who goes through whom."""
    mesh = Mesh(OWN, (told(OWN, Neighbour(PLUG, 180, Relation.SIBLING, is_router=True)), told(PLUG, *TOLD)))
    assert mesh.way(HALL) == (HALL, PLUG, OWN)
    assert mesh.way(PLUG) == (PLUG, OWN)
    assert mesh.way(DEN) == (DEN,)
    assert mesh.lqi(PLUG, HALL) == 90
    assert mesh.lqi(OWN, PLUG) == 180
    assert mesh.lqi(HALL, PLUG) is None


def test_our_own_route_says_the_way_where_the_device_tells_nothing() -> None:
    ours = told(OWN, Neighbour(PLUG, 180, Relation.SIBLING, is_router=True), routes=(Route(DEN, PLUG),))
    assert Mesh(OWN, (ours,)).way(DEN) == (DEN, PLUG, OWN)


def test_tables_that_contradict_each_other_end() -> None:
    round_and_round = (
        told(PLUG, Neighbour(HALL, 90, Relation.PARENT)),
        told(HALL, Neighbour(PLUG, 90, Relation.PARENT)),
    )
    assert Mesh(OWN, round_and_round).way(PLUG) == (PLUG, HALL)


def test_other_words_change_nothing() -> None:
    mesh, other = MeshRounds(), Delivered(7)
    message: Message = other
    assert mesh.hear(message, at(0)) == []
    assert mesh.next_wake_s is None
