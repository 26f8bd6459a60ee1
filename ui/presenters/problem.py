"""Find the problem: what was looked at, what was found, what to do next, and the code that opens it at the utility."""

from collections.abc import Iterator
from datetime import datetime

from devices.moment import Moment
from devices.self_report import CheckKind, Finding, Verdict
from hemsapp.commands import FindProblem
from hemsapp.snapshot import Diagnosis, Found, Snapshot
from ui import i18n
from ui.i18n import words
from ui.presenters.settings_panels import Wish
from ui.views import ButtonKind, ButtonState, ButtonView, Tone
from ui.views.settings import ButtonPart, CheckPart, CheckView, Part, Say, WordsPart

_LOOKS = {
    Verdict.GOOD: ("check", Tone.DONE),
    Verdict.DOUBTFUL: ("triangle-alert", Tone.ATTENTION),
    Verdict.BAD: ("triangle-alert", Tone.ATTENTION),
    Verdict.UNKNOWN: ("clock", Tone.QUIET),
}
_LOUDEST = (Verdict.BAD, Verdict.DOUBTFUL, Verdict.UNKNOWN, Verdict.GOOD)
_LONG_S = 600
_COUNTED = {Found.DEVICE_LOST, Found.DEVICE_WEAK, Found.METER_SILENT, Found.METER_WEAK}


class ProblemPanel:
    """Snapshot to lines."""

    key, icon = "problem", "activity"

    def value(self, snapshot: Snapshot, now: Moment) -> str:  # noqa: ARG002 - as all panels
        """The code of the last search, or nothing."""
        diagnosis = snapshot.upkeep.diagnosis
        return "" if diagnosis is None else spaced(diagnosis.code)

    def parts(self, snapshot: Snapshot, now: Moment) -> tuple[Part, ...]:
        """A button; then what was found, the worst first, and the code."""
        diagnosis = snapshot.upkeep.diagnosis
        is_running = diagnosis is not None and diagnosis.ended is None
        state = ButtonState.BUSY if is_running else ButtonState.IDLE
        word = words("problem.looking" if is_running else "problem.find")
        button = ButtonPart("problem.find", ButtonView(word, ButtonKind.PRIMARY, state, icon="activity"))
        if diagnosis is None or is_running:
            text = words("problem.runs" if is_running else "problem.about")
            return button, WordsPart("problem.about", text, Say.TEXT)
        return (
            button,
            WordsPart("problem.verdict", verdict(diagnosis), Say.HEADING),
            *code_parts(snapshot, diagnosis),
            *lines(snapshot, diagnosis, now),
        )

    def chosen(self, name: str, value: int) -> Wish:  # noqa: ARG002 - buttons have no value
        """Look anew."""
        return FindProblem()


def verdict(diagnosis: Diagnosis) -> str:
    """How many things want to be done."""
    wrong = sum(each.verdict in {Verdict.BAD, Verdict.DOUBTFUL} for each in diagnosis.findings)
    return words("problem.wrong", count=wrong) if wrong else words("problem.all_well")


def code_parts(snapshot: Snapshot, diagnosis: Diagnosis) -> Iterator[Part]:
    """The code, large; and whether the utility can open it yet."""
    yield WordsPart("problem.code", spaced(diagnosis.code), Say.CLOCK)
    yield WordsPart("problem.sent", sent(snapshot, diagnosis), Say.NOTE, Tone.DONE if diagnosis.is_sent else Tone.QUIET)


def sent(snapshot: Snapshot, diagnosis: Diagnosis) -> str:
    """`Your utility opens it with this code since 1:05 PM.`, or that it is not sent yet."""
    if diagnosis.mdms is not None:
        return words("problem.sent", time=_time(snapshot, diagnosis.mdms))
    return words("problem.on_the_way" if diagnosis.logged is not None else "problem.not_sent")


def code_line(snapshot: Snapshot) -> CheckView | None:
    """The code of the last search, for the diagnostics; None: nobody searched yet."""
    diagnosis = snapshot.upkeep.diagnosis
    if diagnosis is None or diagnosis.ended is None:
        return None
    icon, tone = ("check", Tone.DONE) if diagnosis.is_sent else ("clock", Tone.QUIET)
    return CheckView(icon, tone, words("problem.code_line", code=spaced(diagnosis.code)), sent(snapshot, diagnosis))


def lines(snapshot: Snapshot, diagnosis: Diagnosis, now: Moment) -> Iterator[CheckPart]:
    """A line for each thing that was looked at, the worst first; good devices in one line."""
    findings = sorted(diagnosis.findings, key=lambda each: _LOUDEST.index(each.verdict))
    good = [each for each in findings if each.check is CheckKind.DEVICE and each.verdict is Verdict.GOOD]
    for index, each in enumerate(each for each in findings if each not in good or len(good) == 1):
        yield CheckPart(f"problem.{index}", _line(snapshot, each, now))
    if len(good) > 1:
        icon, tone = _LOOKS[Verdict.GOOD]
        sentence = words("problem.good_devices", count=len(good))
        yield CheckPart("problem.devices", CheckView(icon, tone, sentence, _age(diagnosis.ended, now)))


def _line(snapshot: Snapshot, finding: Finding, now: Moment) -> CheckView:
    icon, tone = _LOOKS[finding.verdict]
    found, name = Found(finding.found), _name(snapshot, finding)
    key = found.name.lower() if found is not Found.ALL_WELL else f"well_{finding.check.value}"
    sentence = words(f"problem.of.{key}", name=name)
    remedy = words(f"problem.do.{key}", name=name) if finding.verdict is not Verdict.GOOD else ""
    told = " ".join(part for part in (sentence, remedy) if part)
    evidence = _evidence(found, finding.evidence)
    age = _age(finding.known, now) or words("problem.not_known")
    return CheckView(icon, tone, told, words("frame.join", first=evidence, second=age) if evidence else age)


def _evidence(found: Found, evidence: str) -> str:
    """What the finding rests on, in words."""
    answered, _, asked = evidence.partition("/")
    if found in _COUNTED and asked.isdigit() and int(asked):
        return words("network.answered", answered=i18n.whole(int(answered)), asked=i18n.whole(int(asked)))
    if found is not Found.BATTERY_LOW or not evidence:
        return ""
    return words("battery.left", percent=i18n.percent(int(evidence))).rstrip(".")


def _name(snapshot: Snapshot, finding: Finding) -> str:
    known = (each.name for each in snapshot.devices if each.device == finding.about)
    return next(known, finding.about)


def _time(snapshot: Snapshot, at: datetime) -> str:
    return i18n.clock_time(at, snapshot.preferences.zone)


def _age(known: datetime | None, now: Moment) -> str:
    if known is None:
        return ""
    age_s = max(0.0, (now.utc - known).total_seconds())
    ago = i18n.age(age_s) if age_s < _LONG_S else words("duties.ago", time=i18n.silence(age_s))
    return words("problem.known", age=ago)


def spaced(code: str) -> str:
    """`7K4 M9Q`: three and three are read out without a slip."""
    return f"{code[:3]}\N{NO-BREAK SPACE}{code[3:]}" if code else ""
