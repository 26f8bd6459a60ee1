"""The steps of UC96, and by which entries of which journal each of them is seen. A claim is no sign; an entry is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from devices.wan.journal import Entry, Noted, System


class Time(Enum):
    """When a sign counts, by the event's own window."""

    ANY = "any"
    BEFORE = "before the start"
    FROM_START = "from the start on"
    FROM_END = "from the end on"


@dataclass(frozen=True, slots=True)
class Sign:
    """An entry of that system and kind, whose detail says `says`; `least` of them."""

    system: System
    noted: Noted
    says: str = ""
    time: Time = Time.ANY
    least: int = 1

    def is_seen_in(self, entry: Entry) -> bool:
        """Whether the entry is this sign, whenever it was made."""
        return entry.system is self.system and entry.noted is self.noted and self.says in entry.detail


@dataclass(frozen=True, slots=True)
class Lack:
    """What did not happen: no entry of that system and kind from the start on, until `noticed`, which is its sign."""

    system: System
    noted: Noted
    noticed: Sign


@dataclass(frozen=True, slots=True)
class Step:
    """One step: all of `signs` make it seen; of a tuple within, one is enough."""

    identifier: str
    who: str
    duty: str
    signs: tuple[Sign | tuple[Sign, ...] | Lack, ...]


MS, MTR, MDMS, CSS, CI, HAN = System.MS, System.MTR, System.MDMS, System.CSS, System.CI, System.HAN
WEB = System.WEB
RECEIVED, STARTED = "received ", "started "
ENDED = ("completed ", "partial opt out ", "partial opt in ", "no participation ")
"""How receipts of the end begin; `devices.wan.journal.receipt_detail` writes them."""


def _either(make: Callable[[str], Sign], words: tuple[str, ...] = ENDED) -> tuple[Sign, ...]:
    return tuple(make(word) for word in words)


P1 = (
    Step("UC96.1.1", "MS", "sends the pending event", (Sign(MS, Noted.EVENT_SENT),)),
    Step("UC96.1.2", "MTR", "receives and logs it", (Sign(MTR, Noted.EVENT_LOGGED),)),
    Step("UC96.1.3", "MTR", "shows it pending", (Sign(MTR, Noted.FACE_PENDING),)),
    Step(
        "UC96.1.4",
        "MTR",
        "confirms to the MS, which confirms to the MDMS",
        (
            Sign(MTR, Noted.EVENT_CONFIRMED),
            Sign(MS, Noted.CONFIRMATION_RECEIVED),
            Sign(MS, Noted.CONFIRMATION_FORWARDED),
        ),
    ),
    Step(
        "UC96.1.5",
        "MDMS",
        "tells the CSS that the customer was notified",
        (Sign(MDMS, Noted.CUSTOMER_TOLD, "notified"), Sign(CSS, Noted.STANDING_LOGGED, "notified")),
    ),
    Step("UC96.1.6", "MTR", "forwards it to the home", (Sign(MTR, Noted.EVENT_FORWARDED),)),
    Step("UC96.1.7", "CI", "receives and shows it", (Sign(CI, Noted.EVENT_HEARD),)),
    Step(
        "UC96.1.8",
        "CI",
        "sends a receipt, and logs it",
        (Sign(CI, Noted.RECEIPT_OWED, RECEIVED), Sign(CI, Noted.RECEIPT_DELIVERED, RECEIVED)),
    ),
    Step("UC96.1.9", "MTR", "logs the receipt", (Sign(MTR, Noted.RECEIPT_LOGGED, RECEIVED),)),
    Step(
        "UC96.1.10",
        "MTR",
        "sends the receipt to the MS, which sends it to the MDMS",
        (Sign(MTR, Noted.RECEIPT_SENT, RECEIVED), Sign(MS, Noted.RECEIPT_FORWARDED, RECEIVED)),
    ),
    Step(
        "UC96.1.11",
        "MDMS",
        "logs that the device received it",
        (Sign(MDMS, Noted.DEVICE_RECEIPT_LOGGED, RECEIVED),),
    ),
    Step(
        "UC96.1.12",
        "MS",
        "collects intervals before the start",
        (Sign(MS, Noted.READING_RAISED, time=Time.BEFORE), Sign(MS, Noted.INTERVALS_FORWARDED)),
    ),
    Step("UC96.1.13", "MTR", "notices the start by its own clock", (Sign(MTR, Noted.EVENT_LAUNCHED),)),
    Step("UC96.1.14", "MTR", "shows it active, with the cost", (Sign(MTR, Noted.FACE_ACTIVE),)),
    Step("UC96.1.15", "MTR", "tells the home that it has started", (Sign(MTR, Noted.START_TOLD),)),
    Step(
        "UC96.1.16",
        "HAN",
        "takes the customer's programmed action",
        (Sign(CI, Noted.EVENT_STARTED), (Sign(CI, Noted.SET_POINT_CONFIRMED), Sign(HAN, Noted.DEVICE_ACTIVE))),
    ),
    Step(
        "UC96.1.17",
        "HAN",
        "sends a receipt of the action",
        ((Sign(CI, Noted.RECEIPT_DELIVERED, STARTED), Sign(HAN, Noted.DEVICE_REPORTED, STARTED)),),
    ),
    Step(
        "UC96.1.18",
        "MTR",
        "logs that receipt and sends it to the MS",
        (Sign(MTR, Noted.RECEIPT_LOGGED, STARTED), Sign(MTR, Noted.RECEIPT_SENT, STARTED)),
    ),
    Step("UC96.1.19", "MS", "passes it to the MDMS", (Sign(MS, Noted.RECEIPT_FORWARDED, STARTED),)),
    Step(
        "UC96.1.20",
        "MDMS",
        "tells the CSS that the event is in progress",
        (Sign(MDMS, Noted.CUSTOMER_TOLD, "in progress"), Sign(CSS, Noted.STANDING_LOGGED, "in progress")),
    ),
    Step("UC96.1.21", "MTR", "ends the event by its own clock", (Sign(MTR, Noted.EVENT_TERMINATED),)),
    Step("UC96.1.22", "MTR", "shows it ended, at the regular price", (Sign(MTR, Noted.FACE_ENDED),)),
    Step("UC96.1.23", "MTR", "tells the home that it has ended", (Sign(MTR, Noted.END_TOLD),)),
    Step(
        "UC96.1.24",
        "HAN",
        "returns to the customer's programme",
        ((Sign(CI, Noted.RESTORED), Sign(HAN, Noted.DEVICE_RESTORED)),),
    ),
    Step(
        "UC96.1.25",
        "HAN",
        "sends a receipt of that",
        (
            _either(lambda word: Sign(CI, Noted.RECEIPT_DELIVERED, word))
            + _either(lambda word: Sign(HAN, Noted.DEVICE_REPORTED, word)),
        ),
    ),
    Step("UC96.1.26", "MTR", "logs it", (_either(lambda word: Sign(MTR, Noted.RECEIPT_LOGGED, word)),)),
    Step(
        "UC96.1.27",
        "MTR",
        "sends it to the MS, which confirms to the MDMS",
        (
            _either(lambda word: Sign(MTR, Noted.RECEIPT_SENT, word)),
            _either(lambda word: Sign(MS, Noted.RECEIPT_FORWARDED, word)),
        ),
    ),
    Step("UC96.1.28", "MDMS", "logs it for other systems", (Sign(MDMS, Noted.COMPLETION_LOGGED),)),
    Step(
        "UC96.1.29",
        "MS",
        "returns to the regular reads",
        (Sign(MS, Noted.READING_RETURNED, time=Time.FROM_END),),
    ),
    Step(
        "UC96.1.30",
        "MDMS",
        "tells the CSS that the event is completed",
        (Sign(MDMS, Noted.CUSTOMER_TOLD, "completed"), Sign(CSS, Noted.STANDING_LOGGED, "completed")),
    ),
    Step(
        "UC96.1.31",
        "MTR",
        "its display returns to its state before",
        (Sign(MTR, Noted.FACE_NORMAL, time=Time.FROM_END),),
    ),
    Step(
        "UC96.1.32",
        "CI",
        "kiosk and devices are in their original states",
        (Sign(CI, Noted.ORIGINAL_STATE, time=Time.FROM_END),),
    ),
)
P2 = (
    Step("UC96.2.1", "MS", "sends the pending event", (Sign(MS, Noted.EVENT_SENT),)),
    Step("UC96.2.2", "MS", "notices that no confirmation came", (Sign(MS, Noted.CONFIRMATION_MISSING),)),
    Step("UC96.2.3", "MS", "resends three more times", (Sign(MS, Noted.EVENT_RESENT, least=3),)),
    Step("UC96.2.4", "MS", "logs the failure", (Sign(MS, Noted.DELIVERY_FAILED),)),
    Step("UC96.2.5", "MS", "sends the MDMS the times of all attempts", (Sign(MS, Noted.FAILURE_FORWARDED),)),
    Step(
        "UC96.2.6",
        "MDMS",
        "logs it and passes it on",
        (Sign(MDMS, Noted.FAILURE_LOGGED), Sign(CSS, Noted.STANDING_LOGGED, "failed")),
    ),
)
_NOTICED = Sign(CI, Noted.STATUS_MISSING, time=Time.FROM_START)
P3 = (
    Step(
        "UC96.3.1",
        "MTR",
        "has the event, and its start comes",
        (Sign(MTR, Noted.EVENT_LOGGED, time=Time.BEFORE), Lack(MTR, Noted.EVENT_LAUNCHED, _NOTICED)),
    ),
    Step("UC96.3.2", "MTR", "(fault) its display does not change", (Lack(MTR, Noted.FACE_ACTIVE, _NOTICED),)),
    Step(
        "UC96.3.3",
        "MTR",
        "(fault) tells the home nothing, no device acts on it",
        (Lack(MTR, Noted.START_TOLD, _NOTICED), Lack(HAN, Noted.DEVICE_ACTIVE, _NOTICED)),
    ),
    Step("UC96.3.4", "CI", "notices that the status did not change", (Sign(CI, Noted.STATUS_MISSING),)),
    Step("UC96.3.5", "CI", "shows how to reach the utility", (Sign(CI, Noted.UTILITY_SHOWN),)),
    Step("UC96.3.6", "CSS", "lets a representative open the account", (Sign(CSS, Noted.ACCOUNT_OPENED),)),
    Step("UC96.3.7", "CSS", "shows where the customer stands", (Sign(CSS, Noted.STATUS_SHOWN),)),
    Step(
        "UC96.3.8",
        "CSS",
        "orders a test of the meter, sent by the MS",
        (Sign(CSS, Noted.METER_TEST_ORDERED), Sign(MDMS, Noted.METER_TEST_ORDERED), Sign(MS, Noted.METER_TEST_SENT)),
    ),
    Step(
        "UC96.3.9",
        "MTR",
        "runs the test, logs it, returns what it found",
        (Sign(MTR, Noted.METER_TEST_RUN), Sign(MTR, Noted.METER_TEST_RETURNED)),
    ),
    Step(
        "UC96.3.10",
        "MS",
        "logs the results and sends them to the MDMS",
        (Sign(MS, Noted.METER_TEST_RECEIVED), Sign(MS, Noted.METER_TEST_FORWARDED)),
    ),
    Step(
        "UC96.3.11",
        "MDMS",
        "logs the results, and the CSS has them",
        (Sign(MDMS, Noted.METER_TEST_LOGGED), Sign(CSS, Noted.METER_TEST_LOGGED)),
    ),
    Step("UC96.3.11.1", "MDMS", "tells trouble reporting that it failed", (Sign(MDMS, Noted.TROUBLE_TOLD),)),
    Step(
        "UC96.3.11.2",
        "MDMS",
        "offers recovery, or begins it; the meter does it",
        ((Sign(MDMS, Noted.RECOVERY_OFFERED), Sign(MDMS, Noted.RECOVERY_ORDERED)), Sign(MTR, Noted.RECOVERED)),
    ),
    Step("UC96.3.12", "CSS", "shows the representative the results", (Sign(CSS, Noted.METER_TEST_SHOWN),)),
    Step(
        "UC96.3.13",
        "CI",
        "takes the right action on the devices",
        (
            (Sign(CI, Noted.PLAN_BY_OWN_CLOCK), Sign(CI, Noted.PLAN_STOPPED)),
            Sign(CI, Noted.SET_POINT_CONFIRMED),
            Sign(CI, Noted.RESTORED, time=Time.FROM_END),
        ),
    ),
)
P4 = (
    Step(
        "UC96.4.1",
        "MDMS",
        "makes usage and events available to the website",
        (Sign(MDMS, Noted.NOTIFIED_LOGGED), Sign(WEB, Noted.EVENTS_SHOWN), Sign(WEB, Noted.USAGE_SHOWN)),
    ),
    Step("UC96.4.2", "CI", "advises the customer that it is scheduled", (Sign(CI, Noted.EVENT_HEARD),)),
    Step("UC96.4.3", "WEB", "lets the customer log on", (Sign(WEB, Noted.SIGNED_IN, time=Time.BEFORE),)),
    Step(
        "UC96.4.4",
        "WEB",
        "shows yesterday's intervals, and events with price",
        (
            Sign(WEB, Noted.USAGE_SHOWN, "96 of 96 intervals", Time.BEFORE),
            Sign(WEB, Noted.EVENTS_SHOWN, "pending, price 0.62", Time.BEFORE),
        ),
    ),
    Step("UC96.4.5", "MTR", "the start arrives", (Sign(MTR, Noted.EVENT_LAUNCHED),)),
    Step("UC96.4.6", "WEB", "lets the customer log on during it", (Sign(WEB, Noted.SIGNED_IN, time=Time.FROM_START),)),
    Step(
        "UC96.4.7",
        "WEB",
        "shows it active, refreshed after each interval",
        (
            Sign(WEB, Noted.EVENT_SHOWN, "active, 1 posted, price 0.62", Time.FROM_START),
            Sign(WEB, Noted.EVENT_SHOWN, "active, 2 posted, price 0.62", Time.FROM_START),
        ),
    ),
    Step(
        "UC96.4.8",
        "WEB",
        "compares with history; the equipment acted",
        (
            Sign(CI, Noted.SET_POINT_CONFIRMED),
            Sign(MDMS, Noted.DEVICE_RECEIPT_LOGGED, STARTED),
            Sign(WEB, Noted.EVENT_SHOWN, "compared with ", Time.FROM_END),
        ),
    ),
    Step("UC96.4.9", "WEB", "lets the customer log off", (Sign(WEB, Noted.SIGNED_OUT, time=Time.FROM_START),)),
)
SCENARIOS = {"p1": P1, "p2": P2, "p3": P3, "p4": P4}
"""The steps that a scenario's report asks for, by its name."""
