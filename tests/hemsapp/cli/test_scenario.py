"""`hemsapp scenario`: what ships is listed, a run is reported step by step, and a wrong word is one sentence."""

import json
from pathlib import Path

import pytest

from hemsapp.__main__ import main
from hemsapp.cli.exits import Exit
from resources import scenarios


def test_the_scenarios_that_ship_are_listed_with_what_they_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenario", "list"]) == Exit.OK
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(scenarios.names())
    assert all(len(line.split()) > 3 for line in lines)


def test_a_run_reports_every_step_and_draws_what_really_ran(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """UC96.2.5: the times of all four attempts are told."""
    trace = tmp_path / "run.svg"
    assert main(["scenario", "run", "p2", "--trace", str(trace)]) == Exit.OK
    said = capsys.readouterr().out
    assert "6 of 6 steps happened." in said
    assert said.split("All attempts, as the records have them: ")[1].splitlines()[0].count(",") == 3
    assert "event resent: 4 of 4" in trace.read_text(encoding="utf-8")


def test_the_journals_of_a_run_can_be_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """X-INDEPENDENT-LOG: each system's own words."""
    trace = tmp_path / "run.jsonl"
    assert main(["scenario", "run", "practice", "--trace", str(trace)]) == Exit.OK
    capsys.readouterr()
    lines = [json.loads(line) for line in trace.read_text(encoding="utf-8").splitlines()]
    assert {"MS", "MTR", "MDMS", "CSS", "CI", "HAN"} == {line["system"] for line in lines}
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)


def test_what_is_not_as_written_is_named_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("begins 12:00\n\n12:01 thermostat hall shows 99 F\n", encoding="utf-8")
    assert main(["scenario", "run", str(wrong)]) == Exit.SCENARIO
    assert "not as written: line 3" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("12:01 nobody does anything\n", "there is no actor 'nobody'"), (None, "is no scenario of ours")],
)
def test_a_scenario_that_cannot_be_read_is_one_sentence(
    text: str | None, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "it.txt"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    assert main(["scenario", "run", str(path)]) == Exit.USAGE
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
