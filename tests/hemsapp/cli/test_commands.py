"""What a person types, and the exit code and sentence that come back."""

import importlib
import os
import re
import sqlite3
from pathlib import Path

import pytest

from hemsapp.__main__ import main
from hemsapp.cli import display, headless
from hemsapp.cli.arguments import parser
from hemsapp.cli.exits import MEANINGS, Exit, Refused
from hemsapp.store import Store

README = Path(__file__).parents[3] / "packaging" / "README.md"


def config(folder: Path, text: str = "") -> Path:
    path = folder / "hemsapp.toml"
    path.write_text(f'[radio]\nport = "/dev/there-is-no-dongle"\n[store]\npath = "{folder}/home.db"\n{text}')
    return path


@pytest.mark.parametrize("command", ["demo", "kiosk", "headless", "doctor", "gallery", "scenario"])
def test_every_command_helps(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert f"usage: hemsapp {command}" in text
    for option in re.finditer(r"^  (-?-?\w[\w-]*)(.*)\n(.*)", text, re.MULTILINE):
        assert re.search(r"  \S", option[2]) or option[3].startswith("   "), f"{option[1]} is not explained"


def test_the_help_lists_commands_and_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    text = capsys.readouterr().out
    for code, meaning in MEANINGS.items():
        assert f"{code:d}  {meaning}" in text
    assert set(MEANINGS) == set(Exit)


def test_the_readme_lists_the_exit_codes() -> None:
    text = README.read_text()
    assert [
        f"| {code:d} | {meaning} |" for code, meaning in MEANINGS.items() if f"| {code:d} | {meaning} |" not in text
    ] == []


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ([], "required: COMMAND"),
        (["dmo"], "invalid choice: 'dmo'"),
        (["demo", "--speed", "-1"], "-1 is not a number above 0"),
        (["demo", "--start", "noon"], "noon is no time such as"),
        (["demo", "--start", "2026-07-13T10:00"], "does not say in which zone"),
        (["demo", "--size", "1x1"], "invalid choice: '1x1'"),
    ],
)
def test_a_slip_on_the_command_line_is_answered(
    line: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(line)
    assert ended.value.code == Exit.USAGE
    assert complaint in capsys.readouterr().err


def test_every_command_has_its_module() -> None:
    (commands,) = (a.choices for a in parser()._actions if a.dest == "command")
    for command in commands or ():
        assert callable(importlib.import_module(f"hemsapp.cli.{command.replace('-', '_')}").run)


def test_a_refused_configuration_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = config(tmp_path, "[raido]\n")
    assert main(["headless", "--config", str(path)]) == Exit.CONFIG
    assert capsys.readouterr().err == f"hemsapp: {path}: there is no section 'raido'. Did you mean 'radio'?\n"


def test_a_second_instance_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """F13, F32"""
    store = Store(tmp_path / "home.db", "America/Los_Angeles")
    assert main(["headless", "--config", str(config(tmp_path)), "--for", "1"]) == Exit.DATABASE
    store.close()
    assert "another hemsapp uses it already" in capsys.readouterr().err


def test_a_foreign_database_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect(tmp_path / "home.db") as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    assert main(["headless", "--config", str(config(tmp_path)), "--for", "1"]) == Exit.DATABASE
    assert "another program's database" in capsys.readouterr().err


def test_a_log_that_cannot_be_written_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    path = config(tmp_path, '[log]\npath = "file/hemsapp.log"\n')
    assert main(["headless", "--config", str(path), "--for", "1"]) == Exit.CONFIG
    assert "the log cannot be written there" in capsys.readouterr().err


def test_our_own_mistake_is_one_sentence_and_a_place_to_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("our own mistake")

    monkeypatch.setattr(headless, "make_service", broken)
    path = config(tmp_path, '[log]\npath = "hemsapp.log"\n')
    assert main(["headless", "--config", str(path), "--for", "1"]) == Exit.MISTAKE
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Traceback" not in said
    assert f"The log has all of it: {tmp_path}/hemsapp.log" in said
    assert "ZeroDivisionError" in (tmp_path / "hemsapp.log").read_text()


def test_no_screen_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(Refused, match="xvfb-run -a") as refused:
        display.require(is_offscreen_enough=False)
    assert refused.value.code == Exit.SCREEN
    monkeypatch.setenv("QT_QPA_PLATFORM", "")
    display.require(is_offscreen_enough=True)
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"


def test_doctor_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--config", str(config(tmp_path))]) == Exit.TO_DO
    text = capsys.readouterr().out
    assert "TO DO  dongle: /dev/there-is-no-dongle is not there\n       Plug it in" in text
    for subject in ("configuration", "fonts", "clock", "time zone", "disk", "database"):
        assert f"ok     {subject}: " in text


def test_doctor_looks_into_the_database_without_changing_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "home.db"
    Store(path, "America/Los_Angeles").close()
    main(["doctor", "--config", str(config(tmp_path))])
    assert f"ok     database: {path}, 0 days of history" in capsys.readouterr().out
    path.write_bytes(b"x" * 10_000)
    main(["doctor", "--config", str(config(tmp_path))])
    assert f"TO DO  database: {path}: file is not a database" in capsys.readouterr().out
    assert path.read_bytes() == b"x" * 10_000


def test_doctor_says_what_dims_the_screen_and_what_is_in_its_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    for wish, words in (
        ("none", "ok     back-light: none: dimmed by paint"),
        ("wlr-randr", "TO DO  back-light: wlr-randr\n       wlr-randr is not installed: apt-get install wlr-randr."),
    ):
        path = config(tmp_path, f'[display]\nbacklight = "{wish}"\n')
        main(["doctor", "--config", str(path)])
        assert words in capsys.readouterr().out


def test_doctor_without_a_configuration_still_looks_at_the_machine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--config", "/nowhere/hemsapp.toml"]) == Exit.TO_DO
    text = capsys.readouterr().out
    assert "TO DO  configuration: not usable" in text
    assert "ok     fonts: " in text
