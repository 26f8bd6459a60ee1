"""Installation facts: refused with a sentence, or taken."""

import re
from dataclasses import fields, replace
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hemsapp.config import Config, ConfigInvalid, load

SAMPLE = Path(__file__).parents[2] / "packaging" / "hemsapp.toml"


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "hemsapp.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load(write(tmp_path, "")) == Config()


def test_the_sample_holds_the_defaults_and_keeps_the_key_apart_from_the_data() -> None:
    sample = load(SAMPLE)
    assert sample.store.key is not None
    assert sample.store.path.parent not in sample.store.key.parents
    assert replace(sample, store=replace(sample.store, key=None)) == Config()


def test_every_setting_is_documented_in_the_sample() -> None:
    lines = SAMPLE.read_text().splitlines()
    section = ""
    documented = set()
    for before, line in zip(["", *lines], lines, strict=False):
        if head := re.fullmatch(r"\[(\w+)\]", line):
            section = head[1]
        elif setting := re.match(r"#?(\w+) = ", line):
            assert re.match(r"# \S|#?\w+ = ", before), f"[{section}] {setting[1]} has no note above it"
            documented.add((section, setting[1]))
    expected = {(name, setting.name) for name, kind in get_type_hints(Config).items() for setting in fields(kind)}
    assert documented == expected


def test_values_are_read(tmp_path: Path) -> None:
    config = load(
        write(
            tmp_path,
            """
            home = {name = "Oak Street", zone = "America/Denver"}
            [radio]
            port = "socket://127.0.0.1:6638"
            channel = 20
            [store]
            path = "state/home.db"
            [bill]
            day = 31
            [display]
            fullscreen = false
            """,
        )
    )
    assert (config.home.name, config.home.zone) == ("Oak Street", "America/Denver")
    assert (config.radio.port, config.radio.channel) == ("socket://127.0.0.1:6638", 20)
    assert config.store.path == tmp_path / "state/home.db"
    assert config.store.zigbee == tmp_path / "state/zigbee.db"
    assert config.bill.day == 31
    assert not config.display.fullscreen


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '[radio]\nprot = "/dev/ttyUSB0"',
            r"hemsapp.toml, \[radio\]: there is no setting 'prot'. Did you mean 'port'\?",
        ),
        ("[raido]\nchannel = 1", r"hemsapp.toml: there is no section 'raido'. Did you mean 'radio'\?"),
        ("[bill]\nqqqqq = 1", r"\[bill\]: there is no setting 'qqqqq'. Known are day."),
        ("[home]\nlatitude = 118.24", r"latitude must be degrees from -90 to 90, not 118.24"),
        ('[home]\nlongitude = "west"', r"longitude must be degrees from -180 to 180, not 'west'"),
        (
            '[display]\nbacklight = "sysf"',
            r"must be one of auto, sysfs, wlr-randr, none, not 'sysf'. Did you mean 'sysfs'",
        ),
        ("radio = 3", r"\[radio\]: this is a section"),
        ('[radio]\nchannel = "quiet"', r"\[radio\]: channel must be a whole number from 11 to 26, not 'quiet'"),
        ("[radio]\nchannel = true", "channel must be a whole number"),
        ('[radio]\nport = "COM3"', r"port must be a device such as .*/dev/ttyUSB0.*, not 'COM3'"),
        ("[radio]\nport = 6638", "port must be text in quotes, not 6638"),
        ("[radio]\ncertificate = 3", "certificate must be text in quotes, not 3"),
        ("[radio]\nchannel = 27", "channel must be a whole number from 11 to 26, not 27"),
        ("[bill]\nday = 32", "day must be a whole number from 1 to 31, not 32"),
        ('[home]\nzone = "Mars/Olympus"', "zone 'Mars/Olympus' is no time zone"),
        ('[home]\nzone = "../../etc/passwd"', "is no time zone"),
        ('[home]\nname = "  "', "name must be text in quotes"),
        ('[display]\nfullscreen = "yes"', "fullscreen must be true or false, without quotes, not 'yes'"),
        ('[display]\nsize = "1024x601"', "Did you mean '1024x600'"),
        ('[log]\nlevel = "loud"', "level must be one of debug, info, warning, error, not 'loud'"),
        ("[radio\n", "this is not TOML: .*line 1"),
        (b"\xff\xfe", "this is not TOML"),
        ("a = " + "[" * 5000, "this is not TOML|there is no section"),
        ("[bill]\nday = " + "9" * 5000, "this is not TOML|day must be"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(tmp_path: Path, text: str | bytes, sentence: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigInvalid, match=sentence) as refused:
        load(path)
    assert str(refused.value).startswith(str(path))


def test_a_missing_file_says_where_a_sample_is(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match=r"No such file.*sample hemsapp.toml"):
        load(tmp_path / "none.toml")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=80))
def test_no_bytes_bring_it_down(tmp_path: Path, noise: bytes) -> None:
    try:
        load(write(tmp_path, noise))
    except ConfigInvalid as refused:
        assert "hemsapp.toml" in str(refused)  # noqa: PT017 - most noise is refused, a comment is not
