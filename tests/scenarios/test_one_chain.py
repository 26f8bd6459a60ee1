"""The receipt chain of one event is the same wherever it is told: kiosk, customer service, console, website, API."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from devices.sim.scenario import parse
from devices.utility.access import OPERATOR, Principal
from devices.utility.mdms import operations as records_operations
from devices.utility.operations import ask
from devices.utility.stored import plain
from devices.utility.web.rooms import RECORDS
from devices.utility.web.words import staff_words, words
from hemsapp.play.player import Player
from hemsapp.play.utility import ACCOUNT
from resources import scenarios
from tests.devices.utility.web.world import MARIA, RUTH, World
from tests.devices.utility.world import ZONE
from tests.scenarios.pages import Seen, of_answer, of_kiosk, of_page

HOME = """
date    2026-07-14
begins  15:30
devices meter, hall thermostat
tariff  00:00 low 0.156, 08:00 normal 0.246, 14:00 high 0.34, 20:00 normal, 22:00 low
house   base 400 W, air conditioner 2.9 kW, 74 F, outside 97 F

"""
ANNOUNCED = "16:20   utility     critical peak price #7 from 17:00 for 30 min at 0.62\n"
PLAYS = {
    "p1": scenarios.read("p1"),
    "p2": scenarios.read("p2"),
    "tried twice": f"{HOME}16:00   utility     cannot reach the meter for 90 s\n"
    "        utility     critical peak price #7 from 17:00 for 30 min at 0.62\n16:20   customer    #7 notified\n",
    "receipt lost and sent again": f"{HOME}{ANNOUNCED}16:59   meter       silent for 4 min\n"
    "17:10   customer    #7 in progress\n",
    "receipt still owed": f"{HOME}{ANNOUNCED}16:59   meter       silent for 30 min\n"
    "17:10   kiosk       shows #7 active\n",
    "meter link missing": f"{HOME}{ANNOUNCED}16:59   utility     cannot reach the meter for 30 min\n"
    "17:10   kiosk       shows #7 active\n",
}


class Told:
    """A scenario that was played, and what each place then tells of its event."""

    def __init__(self, text: str, folder: Path) -> None:
        scenario = parse(text)
        self.player = Player(scenario, folder)
        self.player.begin()
        self.player.live_until(scenario.end)
        self.utility = self.player.utility
        (self.event,) = self.utility.windows
        self.utility.records.accounts.open(ACCOUNT, scenario.start, name="Maria Muñoz", zone=ZONE.key)
        self.utility.records.accounts.fit(ACCOUNT, self.utility.meter_id, scenario.start)
        self.web = World({RECORDS: self._answered})
        self.web.clock.at = self.player.now

    def _answered(self, verb: str, values: dict[str, Any], by: Principal) -> Any:
        verbs = records_operations.operations(self.utility.records, self.utility.desk)
        return plain(ask(verbs, verb, values, self.player.now, ZONE, by))

    def desk(self) -> list[Seen]:
        told = self._answered("event-status", {"meter": self.utility.meter_id, "event": self.event}, OPERATOR)
        return of_answer(told["links"])

    def kiosk(self) -> list[Seen]:
        events = self.player.kiosk.seen().events.all
        return [one for event in events if event.issuer_event_id == self.event for one in of_kiosk(event.chain)]

    async def _page(self, who: Principal, path: str) -> str:
        async with self.web.browser() as browser:
            await browser.sign_in(who.name)
            return (await browser.see(path)).text

    def website(self) -> list[Seen]:
        return of_page(asyncio.run(self._page(MARIA, f"/events/{self.event}")), words("en-US"))

    def console(self) -> list[Seen]:
        page = asyncio.run(self._page(RUTH, f"/console/accounts/{ACCOUNT}/events/{self.event}"))
        return of_page(page, staff_words())

    async def _asked(self) -> Any:
        _, secret = self.web.site.tokens.make(ACCOUNT, "Kitchen")
        async with self.web.browser(authorization=f"Bearer {secret}") as display:
            return (await display.get(f"/api/v1/events/{self.event}/chain")).json()

    def api(self) -> list[Seen]:
        return of_answer(asyncio.run(self._asked())["links"])

    def close(self) -> None:
        self.web.close()
        self.player.close()


@pytest.fixture(params=PLAYS)
def told(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Told]:
    told = Told(PLAYS[request.param], tmp_path)
    yield told
    told.close()


def test_kiosk_desk_console_website_and_api_tell_the_same_chain(told: Told) -> None:
    """UC96.3.7, C1FR15: same links, same order, same times, class, attempts, and what is missing since when."""
    desk = told.desk()
    assert told.api() == desk
    assert told.website() == desk
    assert told.console() == desk
    kiosk = told.kiosk()
    if told.event == 8:
        assert kiosk == [], "the home was never told"
        return
    assert [(one.place, one.device, one.security) for one in kiosk] == [
        (one.place, one.device, one.security) for one in desk
    ]
    for own, theirs in zip(kiosk, desk, strict=True):
        if own.state == "unknown":
            assert (own.at, own.way, own.attempts) == (None, (), 0), "what it cannot know it does not say"
        elif theirs.at is None and own.at is not None:
            assert len(own.way) <= 2, "it knows what has not come to the utility, and that it has not"
            assert theirs.state in {"missing", "waiting"}
        elif theirs.at is not None and own.at is None:
            assert own.state in {"missing", "waiting"}, "what the meter did not tell the home is missing here"
        else:
            assert own == replace(theirs, way=theirs.way[: len(own.way)])
