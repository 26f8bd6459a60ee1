"""Two processes, one home: a companion kiosk is paired at its screen, overrides an event, and is cut off (C1FR36)."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from hemsapp.clock import Clock
from hemsapp.commands import OptOut
from hemsapp.displaying import InviteDisplay
from hemsapp.displays.door import Door
from hemsapp.displays.identity import identity
from tests.gui.test_connecting import PATIENCE_S, connected, free_port
from tests.gui.test_connecting import Door as Programs
from tests.hemsapp.displays.test_door import MainHome
from ui.screens.cases import CASES, NOW


async def test_a_companion_process_is_paired_at_its_screen_overrides_and_says_when_it_is_alone(tmp_path: Path) -> None:
    """C1FR36, X-SECURITY"""
    home = MainHome()
    door = Door(tmp_path / "displays.json", identity(tmp_path / "main.pem"), Clock(start=NOW.utc), name="Hall", port=0)
    serving = asyncio.create_task(door.run(home, home.deliver))
    while not home.listeners:  # noqa: ASYNC110 - what is waited for has no event
        await asyncio.sleep(0.01)
    door.tend(InviteDisplay())
    assert home.displays.invitation is not None
    code, port = home.displays.invitation.code, free_port()
    command = [sys.executable, "-m", "hemsapp", "companion", "--folder", str(tmp_path / "kitchen")]
    command += ["--main", f"127.0.0.1:{door.port}", "--name", "Kitchen", "--automation", str(port)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with ExitStack() as ends, subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as process:  # noqa: ASYNC220 - one start
        try:
            line = await asyncio.to_thread(connected, port, process)
            ends.callback(line.close)
            near = Programs(ends.enter_context(line.makefile("rw", encoding="utf-8")))
            await asyncio.to_thread(_pair, near, code)
            home.show(CASES["event-active"]())
            await asyncio.to_thread(_leave_the_event, near)
            async with asyncio.timeout(PATIENCE_S):
                while not home.inbox:  # noqa: ASYNC110 - what is waited for has no event
                    await asyncio.sleep(0.01)
            assert [each.by_whom for each in home.inbox if isinstance(each, OptOut)] == ["Kitchen"]
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
            await asyncio.to_thread(near.wait, snapshot="displays.main.reach", **{"is": "lost"})
        finally:
            process.send_signal(signal.SIGTERM)
            _, errors = await asyncio.to_thread(process.communicate, timeout=PATIENCE_S)
    assert (process.returncode, b"Traceback" in errors) == (0, False), errors.decode()


def _pair(near: Programs, code: str) -> None:
    near.wait(screen="companion")
    near.ask(do="wake")
    near.tap("companion.code", *(f"companion.pad.keys.{digit}" for digit in code), "companion.pad.keys.accept")
    near.tap("companion.connect")
    near.wait(snapshot="displays.main.reach", **{"is": "connected"})


def _leave_the_event(near: Programs) -> None:
    near.wait(name="home.step_out", property="visible", **{"is": True})
    near.ask(do="wake")
    near.tap("home.step_out", "home.override.option2", "home.override.primary")
