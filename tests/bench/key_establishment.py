"""One device's whole run of key establishment, both sides of it in one process."""

import secrets
import time

from devices.cbke.authority import DemonstrationAuthority
from devices.cbke.exchange import Established, Initiator, Parties, Responder
from devices.cbke.suites import SUITES, Suite
from tests.bench.figure import Figure

RUNS = 7
BAR_S = {1: 1.0, 2: 3.0}
KIOSK, METER = bytes.fromhex("000d6f0000000001"), bytes.fromhex("000d6f0000000002")


def run(suite: Suite) -> float:
    """Seconds of one run; certificates are there before it, as they are in a device."""
    authority = DemonstrationAuthority(1)
    ours, theirs = ({suite: authority.issue(suite, name)} for name in (KIOSK, METER))
    initiator = Initiator(Parties(KIOSK, METER, ours), secrets.token_bytes)
    responder = Responder(Parties(METER, KIOSK, theirs), secrets.token_bytes)
    began_s = time.perf_counter()
    said = initiator.begin(suite, 0.0)
    while said:
        answers = [answer for word in said for answer in responder.receive(word, 0.0)]
        said = [word for answer in answers for word in initiator.receive(answer, 0.0)]
    took_s = time.perf_counter() - began_s
    assert isinstance(initiator.outcome, Established)
    assert initiator.outcome == responder.outcome
    return took_s


def key_establishment() -> list[Figure]:
    """The median run of each suite."""
    return [
        Figure(
            f"key establishment, suite {suite.number}, both sides",
            sorted(run(suite) for _ in range(RUNS))[RUNS // 2],
            "s",
            BAR_S[suite.number],
            f"{suite.curve.name} in Python's integers, median of {RUNS}",
        )
        for suite in SUITES
    ]
