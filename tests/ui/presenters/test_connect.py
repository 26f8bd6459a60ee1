"""Connect: what is typed is judged while typing, then every end of a joining has its sentence and its way on."""

from dataclasses import replace

import pytest

from devices.errors import JoinFault
from devices.messages import Eui64
from hemsapp.commands import AllowJoin, StopJoin
from hemsapp.commissioning import RetrySetUp
from hemsapp.snapshot import JoinState, Snapshot
from ui.place import Place
from ui.presenters.connect import ConnectPresenter
from ui.presenters.frame import Page
from ui.presenters.join_choice import KINDS, ROOMS
from ui.presenters.join_progress import ProgressView
from ui.presenters.label_form import FormView
from ui.screens import cases, join_cases
from ui.screens.cases import JOINS, LABEL_ADDRESS, LABEL_CODE, NOW
from ui.views import StageState, Tone, plain

ALLOW = AllowJoin(Eui64("00:0d:6f:00:0a:90:69:e7"), bytes.fromhex(LABEL_CODE))


def typed(presenter: ConnectPresenter, signs: str) -> FormView:
    for sign in signs:
        presenter.form.key(sign)
    return form(presenter)


def form(presenter: ConnectPresenter, snapshot: Snapshot | None = None) -> FormView:
    view = presenter.present(snapshot or cases.no_meter(), NOW)
    if view.air is not None:
        presenter.leave_air()
        view = presenter.present(snapshot or cases.no_meter(), NOW)
    if view.tiles:
        presenter.choose(len(KINDS) - 1)
        presenter.choose(ROOMS + 1)
        view = presenter.present(snapshot or cases.no_meter(), NOW)
    assert view.form is not None
    assert view.progress is None
    return view.form


def progress(presenter: ConnectPresenter, snapshot: Snapshot) -> ProgressView:
    view = presenter.present(snapshot, NOW)
    assert view.progress is not None
    assert view.form is None
    return view.progress


def at_code() -> ConnectPresenter:
    presenter = ConnectPresenter()
    form(presenter)
    typed(presenter, LABEL_ADDRESS)
    assert presenter.accept() is None
    return presenter


def watching(case: str) -> tuple[ConnectPresenter, ProgressView]:
    """The label was typed, the device may join, and then it is as in that case."""
    presenter = at_code()
    typed(presenter, LABEL_CODE)
    assert presenter.accept() == ALLOW
    progress(presenter, JOINS["join-waiting"]())
    return presenter, progress(presenter, JOINS[case]())


@pytest.mark.parametrize(
    ("signs", "title", "tone", "can_accept"),
    [
        ("", "Type the address first.", Tone.QUIET, False),
        (LABEL_ADDRESS[:5], "5 of 16 typed.", Tone.QUIET, False),
        (LABEL_ADDRESS, "The address is complete.", Tone.DONE, True),
        ("0" * 16, "This is no device\N{RIGHT SINGLE QUOTATION MARK}s address.", Tone.ATTENTION, False),
        ("F" * 16, "This is no device\N{RIGHT SINGLE QUOTATION MARK}s address.", Tone.ATTENTION, False),
    ],
)
def test_the_address_is_judged_while_it_is_typed(signs: str, title: str, tone: Tone, can_accept: bool) -> None:
    presenter = ConnectPresenter()
    form(presenter)
    view = typed(presenter, signs)
    assert (view.hint.title, view.hint.tone, view.pad.can_accept) == (title, tone, can_accept)
    assert (view.grid.columns, len(view.grid.groups), view.pad.has_back) == (2, 4, True)


@pytest.mark.parametrize(
    ("signs", "title", "tone", "can_accept"),
    [
        ("", "Type the install code.", Tone.QUIET, False),
        (LABEL_CODE[:9], "9 of 36 typed.", Tone.QUIET, False),
        (LABEL_CODE[:16], "16 typed, and the check digits do not fit yet.", Tone.QUIET, False),
        (LABEL_CODE, "The check digits fit.", Tone.DONE, True),
        ("83FED3407A932B70", "The check digits fit.", Tone.DONE, True),
        (LABEL_CODE.replace("39B2", "3982"), "Check group 6.", Tone.ATTENTION, False),
        (LABEL_CODE.replace("39B2", "3986").replace("83FE", "88FE"), "Check every group.", Tone.ATTENTION, False),
    ],
)
def test_the_install_code_is_judged_while_it_is_typed(signs: str, title: str, tone: Tone, can_accept: bool) -> None:
    view = typed(at_code(), signs)
    assert (view.hint.title, view.hint.tone, view.pad.can_accept) == (title, tone, can_accept)
    assert (view.grid.columns, len(view.grid.groups), view.pad.has_back) == (3, 9, True)


def test_a_slip_is_shown_and_its_fix_is_the_persons_to_take() -> None:
    presenter = at_code()
    view = typed(presenter, LABEL_CODE.replace("39B2", "3982"))
    assert [(group.number, group.wrong) for group in view.grid.groups if group.wrong is not None] == [("6", 2)]
    assert plain(view.hint.body) == "The check digits fit if 3982 is 39B2."
    assert view.hint.primary is not None
    assert view.hint.primary.text == "Use 39B2"
    assert presenter.accept() is None
    presenter.form.press_hint()
    assert form(presenter).grid.groups[5].text == "39B2"
    assert presenter.accept() == ALLOW


def test_going_back_loses_nothing() -> None:
    presenter = at_code()
    typed(presenter, "83FE")
    presenter.go_back()
    assert form(presenter).grid.groups[0].text == "000D"
    presenter.accept()
    assert form(presenter).grid.groups[0].text == "83FE"


def test_where_the_label_is_is_told_until_the_next_key() -> None:
    presenter = ConnectPresenter()
    form(presenter)
    presenter.form.press_where()
    assert form(presenter).hint.title.startswith("On the meter")
    assert typed(presenter, "0").hint.title == "1 of 16 typed."


def test_a_device_that_is_connected_already_is_said() -> None:
    presenter = ConnectPresenter()
    form(presenter, cases.normal())
    typed(presenter, LABEL_ADDRESS)
    view = presenter.present(cases.normal(), NOW)
    assert view.bar.title == "Add a device"
    assert view.form is not None
    assert view.form.hint.title == "This device is connected already."


def test_the_moment_before_the_network_is_open_says_so() -> None:
    presenter = at_code()
    typed(presenter, LABEL_CODE)
    assert presenter.accept() == ALLOW
    assert progress(presenter, cases.no_meter()).card.title == "Opening the home network…"


def test_the_stages_are_told_with_their_times() -> None:
    presenter, view = watching("join-waiting")
    assert presenter.present(JOINS["join-waiting"](), NOW).bar.note == "Joining open, 2 min 07 s left"
    assert presenter.present(JOINS["join-waiting"](), NOW).bar.subtitle == "000D 6F00 0A90 69E7"
    assert [stage.state for stage in view.stages.stages] == [StageState.RUNNING, *[StageState.WAITING] * 4]
    _, view = watching("join-ready")
    assert [(stage.title, stage.note) for stage in view.stages.stages] == [
        ("Found", "1 s"),
        ("Joined", "4 s"),
        ("Identified", "7 s"),
        ("Set up", "41 s"),
        ("Tested", "42 s"),
    ]
    _, view = watching("join-code-wrong")
    assert [stage.note for stage in view.stages.stages] == ["1 s", "stopped after 51 s", *["waiting"] * 3]


@pytest.mark.parametrize(
    ("case", "title", "primary"),
    [
        ("join-waiting", "Now let the meter join.", "Stop"),
        ("join-found", "The meter is here.", "Stop"),
        ("join-joined", "The meter has joined.", "Stop"),
        ("join-set-up", "The meter is set up.", "Stop"),
        ("join-ready", "Your meter is connected.", "Show my home"),
        ("join-code-wrong", "The code does not match this meter.", "Check the code"),
        ("join-code-refused", "The install code is not complete.", "Check the code"),
        ("join-nobody-came", "The meter did not come.", "Try again"),
        ("join-not-ready", "The home network is not ready.", "Try again"),
        ("join-full", "The home network is full.", "OK"),
        ("join-stopped", "The meter joined, then stopped answering.", "Try set up again"),
        ("join-identified", "The meter said what it is.", "Stop"),
        ("join-thermostat-closed", "The device came while joining was closed.", "Try again"),
        ("join-thermostat-too-weak", "The device is heard too weakly.", "Try set up again"),
        ("join-thermostat-wrong-kind", "This home cannot use this load switch.", "Start over"),
        ("join-thermostat-interview", "The device joined, and did not say what it is.", "Try set up again"),
        ("join-thermostat-refused", "The thermostat may not take part here.", "Start over"),
        ("join-thermostat-key-failed", "The thermostat could not prove who it is.", "Try again"),
        ("join-thermostat-known", "The device is of this home already.", "Show devices"),
    ],
)
def test_every_stage_and_every_end_has_its_sentence(case: str, title: str, primary: str) -> None:
    _, view = watching(case)
    assert view.card.title == title
    assert view.card.primary is not None
    assert view.card.primary.text == primary
    is_failure = case in {name for name, make in JOINS.items() if (j := make().join) and j.state is JoinState.FAILED}
    assert (len(view.card.steps) == 2) == (is_failure or case == "join-waiting")


def test_the_utility_that_is_to_be_asked_is_named_where_it_is_known() -> None:
    presenter, view = watching("join-waiting")
    assert view.card.steps[0] == "Ask your utility to let the meter join: on its website, or by phone."
    presenter.place = Place("", "Sample Power & Light", "1-800-555-0100")
    assert progress(presenter, JOINS["join-waiting"]()).card.steps[0] == (
        "Ask Sample Power & Light to let the meter join: on its website, or at 1-800-555-0100."
    )


def test_a_set_up_that_stopped_says_the_cause_the_evidence_and_how_it_is_heard_now() -> None:
    """users.md 15, as mockup 14 shows it."""
    _, view = watching("join-thermostat-stopped")
    assert [(stage.title, stage.note) for stage in view.stages.stages] == [
        ("Found", "1 s"),
        ("Joined", "4 s"),
        ("Identified", "Thermostat T-100, v1.4"),
        ("Set up", "stopped after 51 s"),
        ("Tested", "waiting"),
    ]
    assert "Identified, Thermostat T-100, v1.4, 7 s." in view.stages.sentence
    card = view.card
    assert (card.caption, card.title) == ("Set up did not finish", "The thermostat joined, then stopped answering.")
    assert plain(card.cause) == "Most likely: it is too far away."
    assert card.body == "Signal was weak: 3 of 10 messages were answered."
    assert card.steps == ("Plug a repeater in halfway, or come within 10 ft.", "Wait until the signal says OK.")
    assert card.signal is not None
    assert (card.signal.bars, card.signal.word, card.signal.after) == (1, "Weak", "right now")


def test_one_that_was_heard_well_lost_its_power_rather() -> None:
    _, view = watching("join-thermostat-power")
    assert plain(view.card.cause) == "Most likely: it lost its power, or fell asleep."
    assert view.card.body == "9 of 10 messages were answered."


def test_what_joined_is_set_up_again_without_a_new_join() -> None:
    """users.md 15"""
    presenter, _ = watching("join-thermostat-stopped")
    assert presenter.press_primary() == (RetrySetUp(join_cases.UPSTAIRS), None)
    again = progress(presenter, JOINS["join-thermostat-stopped"]()).card
    assert again.title == "Asking the device once more…"


@pytest.mark.parametrize(
    ("case", "does"),
    [
        ("join-thermostat-known", (StopJoin(), Page.NETWORK)),
        ("join-thermostat-refused", (StopJoin(), None)),
        ("join-thermostat-wrong-kind", (StopJoin(), None)),
        ("join-thermostat-closed", (ALLOW, None)),
    ],
)
def test_each_end_has_its_way_on(case: str, does: tuple[object, Page | None]) -> None:
    presenter, _ = watching(case)
    assert presenter.press_primary() == does


@pytest.mark.parametrize("fault", list(JoinFault))
def test_every_fault_says_what_to_do(fault: JoinFault) -> None:
    presenter, _ = watching("join-waiting")
    card = progress(presenter, join_cases.meter(cases.no_meter(), JoinState.FAILED, fault)).card
    assert (card.tone, bool(card.body or card.cause), len(card.steps)) == (Tone.ATTENTION, True, 2)


def test_trying_again_opens_the_network_with_the_same_label() -> None:
    presenter, _ = watching("join-nobody-came")
    assert presenter.press_primary() == (ALLOW, None)
    assert progress(presenter, JOINS["join-nobody-came"]()).card.title == "Opening the home network…"


def test_a_wrong_code_leads_back_to_the_code_as_it_was_typed() -> None:
    presenter, _ = watching("join-code-wrong")
    assert presenter.press_primary() == (StopJoin(), None)
    assert "".join(group.text for group in form(presenter).grid.groups) == LABEL_CODE


def test_starting_over_forgets_the_label() -> None:
    presenter, _ = watching("join-stopped")
    assert presenter.press_secondary() == (StopJoin(), None)
    assert not any(group.text for group in form(presenter).grid.groups)
    assert not presenter.is_editing


def test_waiting_and_a_failure_keep_the_page_and_success_does_not() -> None:
    assert not ConnectPresenter().is_editing
    for case, keeps in (("join-waiting", True), ("join-nobody-came", True), ("join-ready", False)):
        presenter, _ = watching(case)
        assert presenter.is_editing is keeps


def test_success_leads_home_and_forgets_the_label() -> None:
    """X-SECURITY: the code is kept no longer than it is needed"""
    presenter, _ = watching("join-ready")
    assert presenter.press_primary() == (StopJoin(), Page.HOME)
    assert LABEL_CODE[:4] not in repr(vars(presenter))


def test_leaving_closes_the_network_and_forgets_the_label() -> None:
    presenter, _ = watching("join-waiting")
    assert presenter.close() == (StopJoin(), Page.HOME)
    presenter.left()
    assert LABEL_CODE[:4] not in repr(vars(presenter))
    presenter = ConnectPresenter()
    form(presenter, cases.normal())
    assert presenter.close() == (None, Page.NETWORK)


def test_an_end_that_nobody_waited_for_is_not_shown() -> None:
    assert form(ConnectPresenter(), JOINS["join-nobody-came"]()).hint.title == "Type the address first."
    running = JOINS["join-found"]()
    assert progress(ConnectPresenter(), running).card.title == "The meter is here."
    other = replace(running, link=replace(running.link, meter=Eui64("00:0d:6f:00:0a:90:69:e8")))
    assert progress(ConnectPresenter(), other).card.title == "The device is here."
