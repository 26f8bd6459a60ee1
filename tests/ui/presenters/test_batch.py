"""users.md 17: several devices at once, from a list or one label after the other, without typing."""

from dataclasses import replace

from devices.errors import JoinFault
from hemsapp.commands import AllowJoin, StopJoin
from hemsapp.commissioning import AllowJoins, RetrySetUp
from hemsapp.questions import LabelsShown
from hemsapp.snapshot import JoinState
from ui.presenters.batch import Batch
from ui.presenters.connect import ConnectPresenter, ConnectView
from ui.presenters.frame import Page
from ui.presenters.join_choice import KINDS
from ui.screens import cases, join_cases
from ui.screens.cases import LABEL_CODE, NOW
from ui.screens.join_cases import LIST

QR = f"Z:000D6F000B112205$I:{LABEL_CODE}"


def listing() -> ConnectPresenter:
    presenter = ConnectPresenter()
    presenter.present(cases.normal(), NOW)
    presenter.choose(len(KINDS))
    return presenter


def seen(presenter: ConnectPresenter) -> ConnectView:
    return presenter.present(join_cases.batch(cases.normal()), NOW)


def running() -> ConnectPresenter:
    presenter = listing()
    presenter.take(LIST)
    command, _ = presenter.press_batch(is_primary=True)
    assert isinstance(command, AllowJoins)
    assert [label.name for label in command.labels][:2] == ["Upstairs thermostat", "Nursery thermostat"]
    return presenter


def test_a_list_is_read_line_by_line_and_lines_that_are_no_labels_are_left() -> None:
    batch = Batch()
    assert batch.take(f"address,install code,name\n{LIST}\n\nnothing") == 6
    assert batch.take(QR) == 1
    begun = batch.begin()
    assert begun is not None
    assert len(begun.labels) == 6


def test_an_empty_list_tells_how_labels_come_onto_it() -> None:
    view = listing().present(cases.normal(), NOW)
    assert view.batch is not None
    assert (view.bar.title, view.batch.sentence) == ("Add several devices", "No label is read yet.")
    assert [row.title for row in view.batch.rows] == ["With a scanner", "From a list", "By the keys"]
    assert view.batch.primary is None


def test_failures_stand_first_each_with_its_cause() -> None:
    view = seen(running())
    assert view.batch is not None
    assert view.batch.sentence == "2 of 6 are in. 2 did not come in; tap one to see why."
    assert [(row.title, row.subtitle) for row in view.batch.rows[:2]] == [
        ("Nursery thermostat", "The device is heard too weakly."),
        ("Car charger", "The code does not match this device."),
    ]
    assert [row.has_chevron for row in view.batch.rows] == [True, True, False, False, False, False]
    assert view.batch.rows[-1].value == "Tested · 42 s"


def test_a_failure_of_the_list_is_read_and_set_up_again() -> None:
    presenter = running()
    seen(presenter)
    presenter.look_at(0)
    view = seen(presenter)
    assert view.progress is not None
    assert view.progress.card.title == "The device is heard too weakly."
    assert view.progress.card.secondary is not None
    assert view.progress.card.secondary.text == "Back to the list"
    command, page = presenter.press_primary()
    assert (command, page) == (RetrySetUp(join_cases.join_address(6)), None)
    assert seen(presenter).batch is not None


def test_a_wrong_code_of_the_list_cannot_be_tried_again_as_it_is() -> None:
    presenter = running()
    seen(presenter)
    presenter.look_at(1)
    view = seen(presenter)
    assert view.progress is not None
    assert view.progress.card.primary is None
    assert presenter.close() == (None, None)
    assert seen(presenter).batch is not None


def test_when_all_came_to_an_end_the_failed_are_tried_again_together() -> None:
    presenter = running()
    s = join_cases.batch(cases.normal())
    over = [replace(each, state=JoinState.FAILED, fault=JoinFault.NOBODY_CAME, failed=NOW)
            if each.state is not JoinState.READY else each for each in s.joins]  # fmt: skip
    view = presenter.present(replace(s, joins=tuple(over)), NOW).batch
    assert view is not None
    assert view.primary is not None
    assert view.primary.text == "Try these again"
    command, _ = presenter.press_batch(is_primary=True)
    assert isinstance(command, AllowJoins)
    assert len(command.labels) == 4
    assert presenter.press_batch(is_primary=False) == (StopJoin(), Page.NETWORK)


def test_a_label_that_is_typed_goes_onto_the_list() -> None:
    presenter = listing()
    presenter.press_batch(is_primary=False)
    assert presenter.present(cases.normal(), NOW).form is not None
    presenter.take(QR)
    assert presenter.accept() is None
    view = presenter.present(cases.normal(), NOW)
    assert view.batch is not None
    assert view.batch.sentence == "1 label is read."
    command, _ = presenter.press_batch(is_primary=True)
    assert not isinstance(command, AllowJoin)


def test_a_list_that_is_left_is_forgotten() -> None:
    """X-SECURITY"""
    presenter = running()
    presenter.left()
    assert LABEL_CODE[:4].lower() not in repr(vars(presenter)).lower()
    assert presenter.batch.is_empty


def test_a_list_that_was_preloaded_asks_for_no_typing_at_all() -> None:
    """users.md 17: it waits where several are added, and fills in the code of an address."""
    presenter = ConnectPresenter()
    presenter.present(cases.normal(), NOW)
    whole = Batch()
    whole.take(LIST)
    begun = whole.begin()
    assert begun is not None
    presenter.answered(LabelsShown(begun.labels))
    presenter.choose(len(KINDS))
    view = presenter.present(cases.normal(), NOW)
    assert view.batch is not None
    assert view.batch.sentence == "6 labels are read."
    single = ConnectPresenter()
    single.present(cases.normal(), NOW)
    single.answered(LabelsShown(begun.labels))
    single.choose(0)
    single.choose(0)
    single.take("000D6F000B112205")
    assert single.accept() is None
    shown = single.present(cases.normal(), NOW)
    assert shown.form is not None
    assert shown.form.pad.can_accept
    assert isinstance(single.accept(), AllowJoin)
