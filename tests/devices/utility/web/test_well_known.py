"""Addresses that everybody knows: whom to tell of a weakness, what robots may read, the icon."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from devices.utility.web.security_contact import LASTS, SecurityContact, security_contact
from tests.devices.utility.web.world import START, World

CONTACT = "mailto:security@valley-electric.example"


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.close()


async def told(world: World, path: str) -> tuple[int, str, str]:
    async with world.browser() as browser:
        answer = await browser.get(path)
    return answer.status_code, answer.headers["content-type"].split(";")[0], answer.text


async def test_a_weakness_can_be_told_to_whom_the_site_was_told(world: World) -> None:
    """X-SECURITY: RFC 9116, as text, under the one address that it names"""
    world.site.security = security_contact([CONTACT, "https://valley-electric.example/tell"], START)
    status, kind, text = await told(world, "/.well-known/security.txt")
    assert (status, kind) == (200, "text/plain")
    lines = [line.split(": ", 1) for line in text.splitlines()]
    assert [name for name, _ in lines] == ["Contact", "Contact", "Expires", "Preferred-Languages"]
    expires = datetime.fromisoformat(lines[2][1])
    assert expires == START + LASTS
    assert expires - START < timedelta(days=366)
    assert text.endswith("\n")


async def test_who_named_nobody_and_whose_contact_has_ended_tells_nobody(world: World) -> None:
    assert (await told(world, "/.well-known/security.txt"))[0] == 404
    world.site.security = SecurityContact((CONTACT,), START + timedelta(days=1))
    assert (await told(world, "/.well-known/security.txt"))[0] == 200
    world.clock.pass_by(days=2)
    assert (await told(world, "/.well-known/security.txt"))[0] == 404


@pytest.mark.parametrize(
    ("contacts", "expires", "policy", "words"),
    [
        (["security@example.com"], None, "", "such as mailto:"),
        (["javascript:alert(1)"], None, "", "such as mailto:"),
        ([f"{CONTACT}\nExpires: never"], None, "", "such as mailto:"),
        ([CONTACT], START - timedelta(days=1), "", "ended on 2026-07-13"),
        ([], None, "https://example.com", "without --security-contact"),
    ],
)
def test_a_contact_that_nobody_could_reach_is_refused(
    contacts: list[str], expires: datetime | None, policy: str, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        security_contact(contacts, START.astimezone(UTC), expires, policy)


async def test_robots_are_sent_away_and_the_icon_is_an_icon(world: World) -> None:
    assert await told(world, "/robots.txt") == (200, "text/plain", "User-agent: *\nDisallow: /\n")
    status, kind, text = await told(world, "/favicon.ico")
    assert (status, kind) == (200, "image/svg+xml")
    assert text.startswith("<svg")
