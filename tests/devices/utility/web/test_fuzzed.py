"""The API asked by a machine that reads its description and means no good (X-SECURITY, UC96.4.3)."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok

from tests.devices.utility.web.homes import Home
from tests.devices.utility.web.world import ADDRESS

AnyCase = Case[Any]
PATHS = {
    f"/api/v1/{name}"
    for name in ("account", "usage", "events", "events/{event}", "events/{event}/chain", "green-button")
}
CONNECTING = "/api/v1/displays"


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    home = Home()
    home.order(60)
    yield home
    home.close()


def answers(home: Home, headers: dict[str, str], mode: GenerationMode, examples: int) -> dict[str, set[int]]:
    """Every operation of the description, asked with what fits it or with what does not: the codes of its answers."""
    found: dict[str, set[int]] = {}
    transport = httpx.ASGITransport(home.site.app)

    async def sent(case: AnyCase) -> int:
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            query = {name: str(value) for name, value in (case.query or {}).items()}
            answer = await client.request(case.method, case.formatted_path, params=query, headers=headers)
            return answer.status_code

    for result in schemathesis.openapi.from_dict(home.site.app.openapi()).get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        if operation.path == CONNECTING and headers.get("authorization", "").startswith("Bearer hems_"):
            continue  # it would end the very token that asks
        codes: set[int] = set()
        _ask(partial(_noted, sent, codes), operation.as_strategy(mode), examples)
        found[operation.path] = codes
    return found


def _noted(sent: Callable[[AnyCase], Coroutine[Any, Any, int]], codes: set[int], case: AnyCase) -> None:
    codes.add(asyncio.run(sent(case)))


def _ask(what: Callable[[AnyCase], None], cases: SearchStrategy[AnyCase], examples: int) -> None:
    calm = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @calm
    @given(case=cases)
    def asked(case: AnyCase) -> None:
        what(case)

    asked()


def bearer(home: Home) -> dict[str, str]:
    """What a display of account 1001 says."""
    return {"authorization": f"Bearer {home.site.site.tokens.make('1001', 'Fuzzed')[1]}"}


@pytest.mark.parametrize("examples", [12, pytest.param(1000, marks=pytest.mark.soak)])
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_whatever_a_display_asks_it_is_answered_or_refused_in_words(
    home: Home, mode: GenerationMode, examples: int
) -> None:
    """X-SECURITY: never a mistake of ours, whether the question fits the description or not"""
    codes = answers(home, bearer(home), mode, examples)
    assert set(codes) == PATHS
    assert set().union(*codes.values()) <= {200, 400, 404, 422}


@pytest.mark.parametrize("said", ["", "Bearer ", "Bearer 00000000.ffffffff", "Basic bWFyaWE6eA==", "Bearer ' OR 1=1--"])
def test_who_has_no_token_is_told_nothing_whatever_is_asked(home: Home, said: str) -> None:
    """X-SECURITY, X-MULTI-CLIENT"""
    codes = answers(home, {"authorization": said} if said else {}, GenerationMode.POSITIVE, 2)
    assert set(codes) == {*PATHS, CONNECTING}
    assert set().union(*codes.values()) <= {401, 422, 429}
