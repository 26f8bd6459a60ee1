"""The network map and the search for a problem, in words (users.md 19, users.md 20, users.md 21)."""

from dataclasses import replace

from devices.self_report import CheckKind, Verdict
from hemsapp.commands import FindProblem, ReadMap, Role
from hemsapp.snapshot import Found, Snapshot
from ui import i18n
from ui.presenters.device_rows import device_rows
from ui.presenters.device_sheet import device_sheet
from ui.presenters.diagnostics import DiagnosticsPanel, lines
from ui.presenters.duties import DutiesPresenter
from ui.presenters.mesh_map import MeshMapPresenter
from ui.presenters.problem import ProblemPanel, code_line, sent, verdict
from ui.presenters.settings_panels import Opening
from ui.screens import health_cases as cases
from ui.screens.cases import NOW, normal
from ui.views import ButtonState, Tone
from ui.views.settings import ButtonPart, CheckPart, WordsPart


def texts(snapshot: Snapshot) -> str:
    told = []
    for part in ProblemPanel().parts(snapshot, NOW):
        match part:
            case WordsPart():
                told.append(part.text)
            case CheckPart():
                told += [part.view.sentence, part.view.age]
            case ButtonPart():
                told.append(part.view.text)
    return "\n".join(told)


def test_the_map_says_in_words_who_goes_through_whom() -> None:
    """users.md 20, X-NETWORK-MGMT"""
    presenter = MeshMapPresenter()
    view = presenter.present(cases.with_map(), NOW)
    assert view.sentence == "3 reach the display by themselves, 1 through others."
    assert view.age == "Read 2 h 10 min ago"
    presenter.choose(3)
    view = presenter.present(cases.with_map(), NOW)
    assert view.sentence == "Upstairs thermostat reaches the display through Water heater switch."
    assert [node.name for node in view.map.nodes if node.is_on_way][1:] == [
        "Water heater switch",
        "Upstairs thermostat",
    ]
    assert view.rows[3].subtitle == "through Water heater switch"
    assert view.rows[3].value.startswith("LQI ")
    presenter.choose(3)
    assert "by themselves" in presenter.present(cases.with_map(), NOW).sentence


def test_every_line_of_the_drawing_leads_to_the_display() -> None:
    """The map of 50 devices, from what is kept."""
    nodes = MeshMapPresenter().present(cases.fifty_devices(), NOW).map.nodes
    assert len(nodes) == 52
    for index in range(1, len(nodes)):
        here, hops = index, 0
        while here != 0:
            here, hops = nodes[here].parent, hops + 1
            assert here >= 0
            assert hops < 5
    assert sum(node.is_hollow for node in nodes) == 1


def test_the_map_tells_that_it_is_read_and_that_it_was_not_yet() -> None:
    presenter = MeshMapPresenter()
    reading = presenter.present(cases.being_read(), NOW)
    assert reading.read.state is ButtonState.BUSY
    none = presenter.present(cases.not_read(), NOW)
    assert none.sentence.startswith("The map was not read yet.")
    assert {row.subtitle for row in none.rows} == {"not known"}
    assert presenter.read() == ReadMap()


def test_only_an_installer_is_led_to_the_map_and_sees_numbers() -> None:
    """users.md 19: numbers mislead whoever does not need them."""
    s = cases.with_map()
    assert device_rows(s, NOW)[-1].has_chevron
    at_home = replace(s, preferences=replace(s.preferences, role=Role.HOME))
    assert not device_rows(at_home, NOW)[-1].has_chevron
    facts = dict(device_sheet(replace(s, link=replace(s.link, pan_id=0x1A2B)), s.devices[2], NOW)[1].facts)
    assert facts["Goes through"] == "Water heater switch"
    assert facts["Heard both ways"] == "196 / 184"
    assert facts["Network number"] == "0x1a2b"
    assert "Goes through" not in dict(device_sheet(at_home, s.devices[2], NOW)[1].facts)


def test_a_search_says_what_was_found_what_to_do_and_how_old_that_is() -> None:
    """X-SELF-DIAGNOSE: each check with its own evidence."""
    told = texts(cases.device_lost())
    assert "2 things to look at" in told
    assert "Upstairs thermostat does not answer. Is it switched on, with fresh batteries? Then bring it nearer." in told
    assert "22 of 50 answered" in told
    assert "known 60 s ago" in told
    assert told.index("does not answer") < told.index("the battery is low") < told.index("The display works.")


def test_the_code_says_whether_the_utility_can_open_it() -> None:
    """X-SELF-DIAGNOSE"""
    code = f"{cases.CODE[:3]}\N{NO-BREAK SPACE}{cases.CODE[3:]}"
    for make, words in (
        (cases.all_well, "Your utility can open this record with the code, since 1:11 PM."),
        (cases.device_lost, "On its way to your utility."),
        (cases.meter_silent, "Not sent yet: the meter has not taken it."),
    ):
        s = make()
        assert code in texts(s)
        assert s.upkeep.diagnosis is not None
        assert sent(s, s.upkeep.diagnosis).startswith(words)
    assert "Nothing is wrong." in texts(cases.all_well())


def test_while_it_looks_the_button_is_busy() -> None:
    button = ProblemPanel().parts(cases.looking(), NOW)[0]
    assert isinstance(button, ButtonPart)
    assert button.view.state is ButtonState.BUSY
    assert ProblemPanel().chosen("problem.find", 0) == FindProblem()


def test_the_code_stands_in_diagnostics_afterwards() -> None:
    """X-SELF-DIAGNOSE: outside of an event too."""
    assert code_line(normal()) is None
    names = {part.name: part.view for part in lines(cases.meter_silent(), NOW)}
    assert names["diagnostics.code"].sentence.endswith(f"{cases.CODE[:3]}\N{NO-BREAK SPACE}{cases.CODE[3:]}")
    assert names["diagnostics.code"].tone is Tone.QUIET
    assert DiagnosticsPanel().chosen("diagnostics.problem", 0) == Opening("settings/problem")


def test_every_finding_has_words_and_a_remedy_in_every_language() -> None:
    for tag in ("en-US", "es-US", "fr-CA"):
        i18n.use(i18n.Style(tag))
        for found in Found:
            if found is Found.ALL_WELL:
                assert all(i18n.words(f"problem.of.well_{kind.value}", name="x") for kind in CheckKind)
                continue
            assert i18n.words(f"problem.of.{found.name.lower()}", name="x")
            assert i18n.words(f"problem.do.{found.name.lower()}", name="x")
    i18n.use(i18n.Style())


def test_the_verdict_counts_what_is_to_be_looked_at() -> None:
    s = cases.meter_silent()
    assert s.upkeep.diagnosis is not None
    wrong = [each for each in s.upkeep.diagnosis.findings if each.verdict in {Verdict.BAD, Verdict.DOUBTFUL}]
    assert verdict(s.upkeep.diagnosis).startswith(str(len(wrong)))


def test_the_duties_of_the_utility_link_and_of_a_change_are_measured() -> None:
    """C1FR39, C1NFR4, C1NFR12.1"""
    rows = {row.title: row for row in DutiesPresenter().present(cases.told_and_tested(), NOW).rows}
    assert rows["A change at the meter is seen after"].value == "1.4 s"
    assert rows["A test of this display is answered after"].value == "6 s"
    beat = rows["A sign of life to the utility"]
    assert (beat.value_tone, "C1FR39" in beat.subtitle) == (Tone.DONE, True)
