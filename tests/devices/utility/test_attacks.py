"""C1FR41 to C1FR44: what does not verify is refused, logged and counted by every system that takes a message."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from devices.wan import cose
from devices.wan.codec import encode
from devices.wan.journal import Entry, Noted
from devices.wan.keys import Keys, Role
from devices.wan.seal import seal
from devices.wan.words import Body, Dispatch, Envelope, Noun, Reply, SecurityClass, Verb
from tests.devices.utility.test_whole_link import ROLES, WholeLink
from tests.devices.wan.world import PEAK

CONTROL, PRIVATE = SecurityClass.CONTROL, SecurityClass.PRIVATE


@pytest.fixture
def link(tmp_path: Path) -> Iterator[WholeLink]:
    whole = WholeLink(tmp_path)
    whole.play(1)
    yield whole
    whole.close()


def journal(link: WholeLink, name: str) -> list[Entry]:
    if name == "MTR":
        return [entry for _, entry in link.meter.links.entries()]
    ledgers = {"MS": link.ms.links, "MDMS": link.mdms.links, "CSS": link.css.links}
    return [entry for _, entry in ledgers[name].journal()]


def refusals(link: WholeLink, name: str) -> list[str]:
    kinds = {Noted.MESSAGE_REFUSED, Noted.ATTEMPT_REFUSED}
    return [entry.detail for entry in journal(link, name) if entry.noted in kinds]


def own_name(link: WholeLink, name: str) -> str:
    return link.meter.name if name == "MTR" else name


def said(link: WholeLink, name: str, **fields: object) -> tuple[Envelope, SecurityClass, Keys]:
    """What a system would take: an event for the meter, an answer for the others."""
    body: Body = replace(PEAK, start=link.net.now + timedelta(hours=1))
    verb, security, source = Verb.CREATE, CONTROL, "MS"
    if name != "MTR":
        body, verb, security = Reply(True, link.net.now, 7), Verb.REPLY, PRIVATE
        source = {"MS": link.meter.name, "MDMS": "MS", "CSS": "MDMS"}[name]
    target, now = own_name(link, name), link.net.now
    envelope = Envelope(
        verb, Noun.END_DEVICE_CONTROLS, "x-1", source, target, now, now + timedelta(hours=1), 9_000, body
    )
    return replace(envelope, **fields), security, link.keys[source]  # type: ignore[arg-type]  # fields of an envelope


def wrong_key(link: WholeLink, name: str) -> bytes:
    envelope, security, keys = said(link, name)
    forger = Keys.generate(keys.name, keys.identity.role)
    forger.enrol(link.keys[own_name(link, name)].identity)
    return seal(envelope, security, forger)


def altered(link: WholeLink, name: str) -> bytes:
    sealed = seal(*said(link, name))
    return sealed[:-1] + bytes((sealed[-1] ^ 1,))


def expired(link: WholeLink, name: str) -> bytes:
    return seal(*said(link, name, not_after=link.net.now - timedelta(seconds=1)))


def misaddressed(link: WholeLink, name: str) -> bytes:
    other = next(one for one in ("MDMS", "CSS", "MS") if one not in {name, said(link, name)[2].name})
    return seal(*said(link, name, target=other))


def downgraded(link: WholeLink, name: str) -> bytes:
    return encode(said(link, name)[0])


def garbage(link: WholeLink, name: str) -> bytes:
    return b"\xd2\x84" + name.encode()


@pytest.mark.parametrize("name", ["MTR", *ROLES])
@pytest.mark.parametrize(
    ("forge", "word"),
    [
        (wrong_key, "wrong key"),
        (altered, "altered"),
        (expired, "expired"),
        (misaddressed, "wrong recipient"),
        (downgraded, "downgraded class"),
        (garbage, "undecodable"),
    ],
)
def test_what_does_not_verify_is_refused_and_logged(
    link: WholeLink, name: str, forge: Callable[[WholeLink, str], bytes], word: str
) -> None:
    before = len(refusals(link, name))
    link.net.bus.publish(own_name(link, name), "somebody", forge(link, name))
    link.play(1)
    (refusal,) = refusals(link, name)[before:]
    assert word in refusal
    assert link.meter.links.events() == []


@pytest.mark.parametrize("name", ["MTR", *ROLES])
def test_what_was_recorded_and_played_back_is_refused_and_logged(link: WholeLink, name: str) -> None:
    sealed = seal(*said(link, name))
    link.net.bus.publish(own_name(link, name), "somebody", sealed)
    link.play(5)
    before = len(refusals(link, name))
    link.net.bus.publish(own_name(link, name), "somebody", sealed)
    link.play(1)
    (refusal,) = refusals(link, name)[before:]
    assert "replayed" in refusal


def test_more_than_ten_attempts_in_an_hour_raise_one_alarm_with_the_customer_service(link: WholeLink) -> None:
    for _ in range(10):
        link.net.bus.publish(link.meter.name, "somebody", wrong_key(link, "MTR"))
    link.play(5)
    assert [entry for entry in journal(link, "CSS") if entry.noted is Noted.ALARM_LOGGED] == []
    for _ in range(15):
        link.net.bus.publish(link.meter.name, "somebody", wrong_key(link, "MTR"))
    link.play(5)
    alarms = [entry for entry in journal(link, "CSS") if entry.noted is Noted.ALARM_LOGGED]
    assert [entry.who for entry in alarms] == [link.meter.name]


def test_a_meter_commands_no_neighbour_though_its_keys_are_good(link: WholeLink) -> None:
    neighbour = Keys.generate("MTR-2", Role.METER)
    link.keys[link.meter.name].enrol(neighbour.identity)
    envelope, _, _ = said(link, "MTR", source="MTR-2")
    link.net.bus.publish(
        link.meter.name, "MTR-2", cose.sign(encode(envelope), neighbour.signing(), b"hemsapp wan 1 control")
    )
    link.play(1)
    assert ["not authorised" in refusal for refusal in refusals(link, "MTR")] == [True]


def test_what_the_meter_itself_may_not_send_is_its_own_attempt(link: WholeLink) -> None:
    wicked = Dispatch("MTR-2", Verb.CREATE, Noun.END_DEVICE_CONTROLS, PEAK, CONTROL)
    link.net.stations[link.meter.name].act(lambda _: [wicked])
    (refusal,) = refusals(link, "MTR")
    assert "outbound" in refusal
    assert "not authorised" in refusal
