"""The journal that every system keeps: what it did or saw, by its own clock. Added to, never changed.

The report of a scenario is derived from these entries alone (`hemsapp.play.report`), so each system notes what it has
done when it has done it. The step of UC96 that a kind shows is written beside it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from devices.demand_response import EventStatus


class System(Enum):
    """Who keeps the journal."""

    MS = "MS"
    MTR = "MTR"
    DCU = "DCU"  # a concentrator in front of a neighbourhood of meters
    MDMS = "MDMS"
    CSS = "CSS"
    CI = "CI"
    HAN = "HAN"
    WEB = "WEB"  # the customers' website


class Noted(Enum):
    """What can be noted. The comment names the step of P1 (no prefix), P2 or P3."""

    # MS
    EVENT_SENT = "event sent"  # 1, P2 1; detail: message id
    CONFIRMATION_RECEIVED = "confirmation received"  # 4
    CONFIRMATION_FORWARDED = "confirmation forwarded"  # 4
    CONFIRMATION_MISSING = "confirmation missing"  # P2 2
    EVENT_RESENT = "event resent"  # P2 3; detail: "2 of 4"
    DELIVERY_FAILED = "delivery failed"  # P2 4
    FAILURE_FORWARDED = "failure forwarded"  # P2 5
    RECEIPT_RECEIVED = "receipt received"  # 10, 18, 27; detail: status and sender
    RECEIPT_FORWARDED = "receipt forwarded"  # 10, 19, 27
    READING_RAISED = "reading raised"  # 12: interval collection began
    INTERVALS_RECEIVED = "intervals received"  # 12
    INTERVALS_FORWARDED = "intervals forwarded"  # 12
    READING_RETURNED = "reading returned"  # 29
    CLOCK_SENT = "clock sent"
    CANCEL_SENT = "cancel sent"
    CHANGE_SENT = "change sent"
    DISPLAY_ASKED = "display asked"  # MS, MTR: a query or a test went down; detail: "test 3"
    REPORT_RECEIVED = "report received"  # MS; detail: sequence
    TEST_PASSED = "test passed"  # MS, MDMS; detail: number, seconds
    TEST_FAILED = "test failed"  # MS, MDMS; detail: number, what was wrong
    CONCENTRATOR_SILENT = "concentrator silent"  # MS: its meters are reached through others
    CONCENTRATOR_BACK = "concentrator back"
    METERS_HEARD = "meters heard"  # DCU, MS, MDMS; detail: how many are new, how many served
    BATCH_RECEIVED = "batch received"  # MS, MDMS: a receipt for many meters; detail: what, how many
    DAY_COLLECTED = "day collected"  # MS: yesterday's intervals; detail: how many meters of how many
    METER_TEST_ORDERED = "meter test ordered"  # P3 8: CSS, MDMS, MS; detail: "test 3"
    METER_TEST_SENT = "meter test sent"  # P3 8: MS
    METER_TEST_RECEIVED = "meter test received"  # P3 10: MS; detail: number, how it ended, seconds
    METER_TEST_FORWARDED = "meter test forwarded"  # P3 10: MS
    RECOVERY_ORDERED = "recovery ordered"  # P3 11.2: MDMS (by itself), CSS (a representative), MS; detail: actions
    RECOVERY_SENT = "recovery sent"  # MS
    RECOVERY_RECEIVED = "recovery received"  # MS, MDMS, CSS: what came of it
    MESSAGE_REFUSED = "message refused"  # every system: what did not verify, and why
    DOWNLOAD_ORDERED = "download ordered"  # MS; detail: number, what, and why where it is an older version
    DOWNLOAD_SENT = "download sent"  # MS
    DOWNLOAD_TOLD = "download told"  # MS, MDMS: how far a meter is; detail: number, what, stage
    # MTR
    EVENT_LOGGED = "event logged"  # 2
    FACE_PENDING = "face pending"  # 3
    EVENT_CONFIRMED = "event confirmed"  # 4
    EVENT_FORWARDED = "event forwarded"  # 6
    RECEIPT_LOGGED = "receipt logged"  # 9, 18, 26
    RECEIPT_SENT = "receipt sent"  # 10, 18, 27
    EVENT_LAUNCHED = "event launched"  # 13
    FACE_ACTIVE = "face active"  # 14
    START_TOLD = "start told"  # 15
    EVENT_TERMINATED = "event terminated"  # 21
    FACE_ENDED = "face ended"  # 22
    END_TOLD = "end told"  # 23
    FACE_NORMAL = "face normal"  # 31
    EVENT_CANCELLED = "event cancelled"
    EVENT_CHANGED = "event changed"
    EVENT_DISPLACED = "event displaced"
    CLOCK_SET = "clock set"
    CLOCK_OUT_OF_TOLERANCE = "clock out of tolerance"
    ATTEMPT_REFUSED = "attempt refused"
    ALARM_RAISED = "alarm raised"
    REPORT_LOGGED = "report logged"  # MTR, MDMS: a display told of itself; detail: sequence, or kind
    REPORT_SENT = "report sent"
    CONFIGURED = "configured"  # what was set, from what to what, by whom
    CLOCK_CHECKED = "clock checked"  # compared, and within the tolerance; detail: how far off, by whom
    LINK_SWITCHED = "link switched"
    INTERVALS_REPORTED = "intervals reported"  # by the reporting frequency; detail: how many
    ANSWER_MISSING = "answer missing"  # what is owed to the head end is unanswered; detail: how many, since when
    DOWNLOAD_BEGUN = "download begun"  # detail: number, what
    DOWNLOAD_RECEIVED = "download received"
    DOWNLOAD_STARTED = "download started"
    DOWNLOAD_RUNS = "download runs"
    DOWNLOAD_ROLLED_BACK = "download rolled back"  # detail: why
    DOWNLOAD_REFUSED = "download refused"  # detail: why
    DOWNLOAD_CANCELLED = "download cancelled"
    METER_READ = "meter read"  # MS, MTR: consumption, load and voltage on demand
    POWER_LOST = "power lost"
    POWER_RESTORED = "power restored"  # detail: outage or blink, from when, seconds
    TAMPER_SEEN = "tamper seen"
    TAMPER_GONE = "tamper gone"
    ACTIVE_AGAIN = "active again"
    METER_TEST_RUN = "meter test run"  # P3 9: the test began; detail: "test 3"
    METER_TEST_RETURNED = "meter test returned"  # P3 9: logged, and owed to the MS
    RECOVERED = "recovered"  # what was done on the utility's order, and what came of it
    # MDMS
    HEARTBEAT_MISSING = "heartbeat missing"  # told to the CSS as an alarm
    HEARTBEAT_BACK = "heartbeat back"
    DIAGNOSIS_LOGGED = "diagnosis logged"  # detail: the support code
    NOTIFIED_LOGGED = "notified logged"  # 5
    DEVICE_RECEIPT_LOGGED = "device receipt logged"  # 11, 20
    COMPLETION_LOGGED = "completion logged"  # 28
    FAILURE_LOGGED = "failure logged"  # P2 6
    CUSTOMER_TOLD = "customer standing told"  # 5, 20, 30: detail is the state told to the CSS
    INTERVALS_LOGGED = "intervals logged"
    METER_TEST_LOGGED = "meter test logged"  # P3 11: MDMS, CSS
    TROUBLE_TOLD = "trouble told"  # P3 11.1: trouble reporting knows
    RECOVERY_OFFERED = "recovery offered"  # P3 11.2: to the representative; detail: actions
    # CSS
    STANDING_LOGGED = "standing logged"  # 5, 20, 30, P2 6; detail is the state
    ALARM_LOGGED = "alarm logged"
    ACCOUNT_OPENED = "account opened"  # P3 6; `who` is the account, detail the representative
    STATUS_SHOWN = "status shown"  # P3 7; detail is the representative
    TROUBLE_OPENED = "trouble opened"  # P3 11.1; detail: kind, and what is wrong
    TROUBLE_CLOSED = "trouble closed"
    METER_TEST_SHOWN = "meter test shown"  # P3 12: a representative has seen the results
    # CI
    EVENT_HEARD = "event heard"  # 7: received and part of what is shown
    RECEIPT_OWED = "receipt owed"  # 8: in the kiosk's own log
    RECEIPT_DELIVERED = "receipt delivered"  # 8: the meter has it
    EVENT_STARTED = "event started"  # 16
    SET_POINT_CONFIRMED = "set point confirmed"  # 16; detail: the device and its set point
    OPTED_OUT = "opted out"
    OPTED_IN = "opted in"
    EVENT_ENDED = "event ended"
    RESTORED = "restored"  # 24; detail: the device and its set point
    ORIGINAL_STATE = "original state"  # 32: nothing of the event is left on any device
    STATUS_MISSING = "status missing"  # P3 4
    UTILITY_SHOWN = "utility shown"  # P3 5
    PLAN_BY_OWN_CLOCK = "plan by own clock"  # P3 13
    PLAN_STOPPED = "plan stopped"  # P3 13
    CHECK_MADE = "check made"
    REPORT_OWED = "report owed"  # in the display's own log; detail: kind, sequence
    REPORT_DELIVERED = "report delivered"  # the meter has it
    REPORT_ASKED = "report asked"  # the utility asks, through the meter; detail: "test 3"
    # WEB; `who` is the account
    SIGNED_IN = "signed in"  # P4 3, 6
    USAGE_SHOWN = "usage shown"  # P4 1, 4; detail: the day, how many of its intervals
    EVENTS_SHOWN = "events shown"  # P4 1, 4: in a list; detail: phase, price
    EVENT_SHOWN = "event shown"  # P4 7, 8: its own page; detail: phase, intervals posted, price, comparison, devices
    SIGNED_OUT = "signed out"  # P4 9
    # HAN devices
    DEVICE_ACTIVE = "device active"  # 16: status active, action taken; detail: set point
    DEVICE_REPORTED = "device reported"  # 17, 25
    DEVICE_RESTORED = "device restored"  # 24, 32
    WRITTEN = "written"  # a set point or a switch was written from outside


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: who, when by its own clock, what, about which event, with whom."""

    system: System
    at: datetime
    noted: Noted
    issuer_event_id: int | None = None
    who: str = ""  # the meter, or the device, that it is about
    detail: str = ""


def receipt_detail(status: int, subject: str, sequence: int = 0) -> str:
    """How every system notes a receipt: `started 00:0d:... 12`; the report and the tests read it so."""
    known = {one.value: one.name.lower().replace("_", " ") for one in EventStatus}
    words = [known.get(int(status), f"status {int(status):#04x}"), subject]
    return " ".join([*words, str(sequence)] if sequence else words)
