"""The display asks the utility's website by itself (UC96.4.3), politely, and is hurt by nothing that it says."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from hemsapp.config import ConfigInvalid, load
from hemsapp.questions import UtilityDayShown
from hemsapp.website import FRESH, SOON, Website
from tests.devices.utility.web.homes import Home
from tests.web.served import served

DAY = date(2026, 7, 13)
AT = datetime(2026, 7, 14, 21, tzinfo=UTC)


@pytest.fixture
def token(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text("hems_nobody\n", encoding="ascii")
    return path


@asynccontextmanager
async def saying(answer: Callable[[], Response]) -> AsyncIterator[tuple[str, list[str]]]:
    """A website that says so, and what it was asked."""
    asked: list[str] = []
    app = FastAPI()

    async def usage(request: Request) -> Response:
        asked.append(f"{request.url.query} {request.headers['authorization']}")
        return answer()

    app.add_api_route("/api/v1/usage", usage)
    async with served(app) as address:
        yield address, asked


def a_day(**changes: Any) -> dict[str, Any]:
    return {"days": [{"day": DAY.isoformat(), "total_wh": 24_320, "known": 96, "intervals": 96, **changes}]}


async def test_the_display_is_told_what_the_utilitys_site_has_of_yesterday(token: Path) -> None:
    """UC96.4.3: "or the Customer Interface, by itself"."""
    home = Home()
    _, secret = home.site.site.tokens.make("1001", "Hall")
    async with served(home.site.app) as address:
        site = Website(address, token)
        assert await site.day(DAY, AT) == UtilityDayShown(DAY, AT, is_reached=False)
        await asyncio.to_thread(token.write_text, secret, encoding="ascii")
        assert await site.day(DAY, AT + SOON) == UtilityDayShown(DAY, AT + SOON, 24_320, 96, 96)
    home.close()


async def test_the_same_day_is_not_asked_for_again_within_an_hour(token: Path) -> None:
    async with saying(lambda: JSONResponse(a_day())) as (address, asked):
        site = Website(address, token)
        for minutes in (0, 20, 59):
            assert (await site.day(DAY, AT + timedelta(minutes=minutes))).at == AT
        assert (await site.day(DAY, AT + FRESH)).at == AT + FRESH
        assert asked == ["first=2026-07-13&last=2026-07-13 Bearer hems_nobody"] * 2


@pytest.mark.parametrize(
    "answer",
    [
        lambda: Response("<html>", 200),
        lambda: Response("{}", 500),
        lambda: Response(b"\xff\xfe", 200),
        lambda: JSONResponse([]),
        lambda: JSONResponse({"days": []}),
        lambda: JSONResponse(a_day(total_wh="much")),
        lambda: JSONResponse(a_day(total_wh=10**12)),
        lambda: JSONResponse(a_day(known=97)),
        lambda: JSONResponse(a_day(day="2026-07-12")),
        lambda: Response("x" * (2 << 20), 200),
        lambda: Response("", 302, headers={"location": "http://elsewhere.example/"}),
    ],
)
async def test_whatever_a_site_says_instead_is_no_answer_and_no_harm(
    answer: Callable[[], Response], token: Path
) -> None:
    async with saying(answer) as (address, _):
        assert await Website(address, token).day(DAY, AT) == UtilityDayShown(DAY, AT, is_reached=False)


async def test_a_site_that_is_away_or_a_token_that_is_missing_is_no_answer(tmp_path: Path, token: Path) -> None:
    assert not (await Website("http://127.0.0.1:9", token).day(DAY, AT)).is_reached
    assert not (await Website("http://127.0.0.1:9", tmp_path / "none").day(DAY, AT)).is_reached


@pytest.mark.parametrize("address", ["http://my.utility.example", "ftp://x", "https://", "https://a/b", "nonsense"])
def test_a_token_never_travels_in_the_clear(address: str, tmp_path: Path) -> None:
    path = tmp_path / "hemsapp.toml"
    path.write_text(f'[utility]\nwebsite = "{address}"\n', encoding="utf-8")
    with pytest.raises(ConfigInvalid, match="website"):
        load(path)
