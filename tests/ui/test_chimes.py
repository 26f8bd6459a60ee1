"""Sounds: made here, played by whoever is there, never in anybody's way."""

import io
import time
import wave
from array import array
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.chimes import RATE_HZ, wav
from ui.presenters.alerts import Chime
from ui.speaker import Speaker


def samples(chime: Chime) -> list[int]:
    with wave.open(io.BytesIO(wav(chime)), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE_HZ)
        return list(array("h", file.readframes(file.getnframes())))


@pytest.mark.parametrize("chime", list(Chime))
def test_a_chime_is_short_and_soft_and_begins_and_ends_in_silence(chime: Chime) -> None:
    heard = samples(chime)
    loudest = max(abs(each) for each in heard)
    assert 0.4 < len(heard) / RATE_HZ < 2.5
    assert 0.1 * 32_767 < loudest < 0.4 * 32_767
    assert max(abs(heard[0]), *(abs(each) for each in heard[-50:])) < loudest * 0.02


def test_each_chime_sounds_like_no_other() -> None:
    assert len({wav(chime) for chime in Chime}) == len(Chime)


def player(folder: Path, text: str) -> str:
    path = folder / "paplay"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(folder)


def test_a_chime_is_played_by_a_program_that_nobody_waits_for(tmp_path: Path, qtbot: QtBot) -> None:
    speaker = Speaker(path=player(tmp_path, f'/bin/cp "$1" {tmp_path}/played.wav; exec /bin/sleep 20'))
    began = time.monotonic()
    speaker.ring(Chime.ANNOUNCED)
    assert (time.monotonic() - began < 1, speaker.name) == (True, "paplay")
    played = tmp_path / "played.wav"
    qtbot.waitUntil(lambda: played.exists() and played.read_bytes() == wav(Chime.ANNOUNCED), timeout=10_000)
    speaker.ring(Chime.STARTED)
    assert played.read_bytes() == wav(Chime.ANNOUNCED)
    speaker.ring(Chime.EMERGENCY)
    qtbot.waitUntil(lambda: played.read_bytes() == wav(Chime.EMERGENCY), timeout=10_000)
    speaker.stop()


def test_a_machine_without_sound_is_silent(tmp_path: Path, qtbot: QtBot) -> None:
    speaker = Speaker(path=str(tmp_path))
    speaker.ring(Chime.EMERGENCY)
    assert speaker.name == ""


def test_a_player_that_fails_gives_way_to_the_next_and_is_told_once(
    tmp_path: Path, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    path = player(tmp_path, "exit 1")
    (tmp_path / "pw-play").write_text("#!/no/such/interpreter\n")
    (tmp_path / "aplay").write_text(f'#!/bin/sh\n/bin/cp "$2" {tmp_path}/played.wav\n')
    for name in ("pw-play", "aplay"):
        (tmp_path / name).chmod(0o755)
    speaker = Speaker(path=path)
    speaker.ring(Chime.ENDED)
    played = tmp_path / "played.wav"
    qtbot.waitUntil(played.exists, timeout=10_000)
    assert [record.message.split(":")[0] for record in caplog.records] == [
        "pw-play plays no sound",
        "paplay plays no sound",
    ]
    assert speaker.name == "aplay"
    speaker.stop()
