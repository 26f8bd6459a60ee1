"""The website as it is run: on a socket of its own, asking over the control sockets."""

import io
import json
import ssl
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from devices.utility import __main__ as command_line
from devices.utility.access import OPERATOR, Principal
from devices.utility.certificates import Authority
from devices.utility.control import ControlSocket
from devices.utility.operations import NotAllowed, RequestRefused
from devices.utility.process import Clock
from devices.utility.web.rooms import MS, RECORDS, RoomsAway, SocketRooms
from devices.utility.web.server import Listening, serving
from tests.devices.utility.web.world import MARIA, START


def told(verb: str, values: dict[str, Any], by: Principal) -> Any:
    if verb == "forbidden":
        raise NotAllowed("that is not your account")
    if verb == "odd":
        raise RequestRefused("there is no meter-9")
    return {"verb": verb, "values": values, "by": by.name, "at": START}


async def test_the_rooms_are_asked_over_their_sockets_as_whoever_is_signed_in(tmp_path: Path) -> None:
    socket = ControlSocket(tmp_path / "a.sock", told)
    rooms = SocketRooms({RECORDS: tmp_path / "a.sock"}, connections=1)
    with pytest.raises(RoomsAway):
        await rooms.ask(RECORDS, "usage", {}, MARIA)
    await socket.open()
    for _ in range(3):
        answer = await rooms.ask(RECORDS, "usage", {"day": "2026-07-13"}, MARIA)
        assert answer == {"verb": "usage", "values": {"day": "2026-07-13"}, "by": "maria", "at": START.isoformat()}
    with pytest.raises(NotAllowed, match="your account"):
        await rooms.ask(RECORDS, "forbidden", {}, MARIA)
    with pytest.raises(RequestRefused, match="meter-9"):
        await rooms.ask(RECORDS, "odd", {}, OPERATOR)
    with pytest.raises(RoomsAway, match="not told"):
        await rooms.ask(MS, "list", {}, MARIA)
    await socket.close()
    await socket.open()  # the records were started again: the old connection is noticed
    assert (await rooms.ask(RECORDS, "usage", {}, MARIA))["verb"] == "usage"
    await rooms.close()
    await socket.close()


async def test_the_site_is_served_to_the_users_that_the_command_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a quiet evening at home\n"))
    made = ["user", "--state", str(tmp_path), "add", "maria", "--role", "customer", "--account", "1001"]
    assert command_line.main(made) == 0
    assert command_line.main(["user", "--state", str(tmp_path), "password", "maria", "--random"]) == 0
    assert command_line.main(["user", "--state", str(tmp_path), "list"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == {"user": "maria", "role": "customer", "account": "1001"}
    assert lines[2] == {"users": [lines[0]]}
    assert len(lines[1]["password"]) == 16
    monkeypatch.setattr("sys.stdin", io.StringIO("password\n"))
    assert command_line.main([*made[:3], "add", "ana", "--role", "customer", "--account", "1002"]) == 1
    assert "anybody would try" in capsys.readouterr().err
    async with httpx.AsyncClient() as client:
        async with serving(Listening(port=0), tmp_path, Clock(), "America/Los_Angeles") as address:
            answer = await client.get(f"{address}/sign-in")
            assert answer.status_code == 200
            assert "server" not in answer.headers
        with pytest.raises(httpx.TransportError):
            await client.get(f"{address}/sign-in")
    capsys.readouterr()
    assert command_line.main(["audit", "verify", "--state", str(tmp_path)]) == 0
    assert "web: unbroken" in capsys.readouterr().out


def test_passwords_never_cross_a_network_in_the_clear() -> None:
    with pytest.raises(ValueError, match="readable on the way"):
        Listening("0.0.0.0")
    with pytest.raises(ValueError, match="both"):
        Listening(certificate=Path("a.pem"))
    assert Listening("0.0.0.0", certificate=Path("a.pem"), key=Path("a.key")).is_secure


async def test_with_a_certificate_the_site_speaks_tls_and_its_cookies_keep_to_this_host(tmp_path: Path) -> None:
    Authority(tmp_path, datetime.now(UTC)).issue("server", ("localhost", "127.0.0.1"))
    listening = Listening(port=0, certificate=tmp_path / "server.pem", key=tmp_path / "server.key")
    trusted = ssl.create_default_context(cafile=tmp_path / "ca.pem")
    async with (
        serving(listening, tmp_path, Clock(), "America/Los_Angeles") as address,
        httpx.AsyncClient(verify=trusted) as client,
    ):
        assert address.startswith("https://")
        answer = await client.get(f"{address}/sign-in")
        assert answer.status_code == 200
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        assert answer.headers["set-cookie"].startswith("__Host-visit=")
        with pytest.raises(httpx.TransportError):
            await client.get(address.replace("https", "http"))
