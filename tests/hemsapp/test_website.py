"""The display asks the utility's website by itself (UC96.4.3), politely, and is hurt by nothing that it says."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from devices.event_chain import What
from devices.sealing import Sealer
from hemsapp.config import ConfigInvalid, load
from hemsapp.displays.identity import identity
from hemsapp.questions import UtilityDayShown
from hemsapp.site import ConnectSite, LeaveSite, SiteFault, SiteState, SiteWanted
from hemsapp.site_pass import SitePassBox
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
        assert await site.day(DAY, AT) == UtilityDayShown(DAY, AT, is_reached=False, is_revoked=True)
        await asyncio.to_thread(token.write_text, secret, encoding="ascii")
        assert await site.day(DAY, AT + SOON) == UtilityDayShown(DAY, AT + SOON, 24_320, 96, 96)
    home.close()


async def test_a_display_connects_with_the_code_that_its_customer_typed_and_leaves_again(tmp_path: Path) -> None:
    """UC96.4.3 "automatically", X-SECURITY: the token rests sealed, and a code is good once."""
    home, box = Home(), SitePassBox(tmp_path / "website.sealed", Sealer(bytes(32)))
    site, codes = Website(box=box), home.site.site.codes
    assert await site.answer(SiteWanted(), AT) == SiteState()
    assert (await site.chain(7, AT)).fault is SiteFault.NOT_CONNECTED
    event = home.order(60)
    async with served(home.site.app) as address:
        state = await site.answer(ConnectSite(address, "000000000000"), AT)
        assert state == SiteState(fault=SiteFault.CODE_WRONG)
        code = codes.make("1001", "Hall").digits
        state = await site.answer(ConnectSite(address, code), AT)
        assert (state.address, state.account, state.since, state.fault) == (address, "1001", AT, None)
        again = await site.answer(ConnectSite(address, code), AT)
        assert (again.account, again.fault) == ("1001", SiteFault.CODE_OVER), "what held before holds on"
        assert b"hems_" not in (tmp_path / "website.sealed").read_bytes()
        assert (await Website(box=box).day(DAY, AT)).used_wh == 24_320, "after a restart too"
        told = await site.chain(event, AT)
        assert [one.what for one in told.links[:2]] == [What.SENT, What.CONFIRMED]
        assert (await site.chain(99, AT)).fault is SiteFault.NOTHING
        assert (await site.answer(SiteWanted(is_tested=True), AT)).fault is None
        (token,) = home.site.site.tokens.of("1001")
        home.site.site.tokens.take_back("1001", token.id)
        assert (await site.answer(SiteWanted(is_tested=True), AT)).fault is SiteFault.REVOKED
        assert (await site.day(date(2026, 7, 12), AT)).is_revoked
        await site.answer(ConnectSite(address, codes.make("1001", "Hall").digits), AT)
        assert await site.answer(LeaveSite(), AT) == SiteState()
        assert home.site.site.tokens.of("1001") == [], "the token ended there too"
        assert not (tmp_path / "website.sealed").exists()
    assert (await site.answer(ConnectSite(address, code), AT)).fault is SiteFault.UNREACHABLE
    assert (await site.answer(ConnectSite("http://my.utility.example", code), AT)).fault is SiteFault.ADDRESS
    assert (await site.answer(ConnectSite("my utility", code), AT)).fault is not None
    home.close()


async def test_a_site_that_does_not_prove_who_it_is_is_sent_no_code(tmp_path: Path) -> None:
    """X-SECURITY"""
    identity(tmp_path / "display.pem")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "display.pem")
    heard: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(100))
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    site = Website(box=SitePassBox(tmp_path / "website.sealed", Sealer(bytes(32))))
    state = await site.answer(ConnectSite(f"127.0.0.1:{port}", "123456789012"), AT)
    assert (state.fault, heard) == (SiteFault.CERTIFICATE, [])
    server.close()
    await server.wait_closed()


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
