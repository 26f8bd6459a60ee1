"""How busy the air is, as a verdict: quiet, usable or noisy, most likely why, and what helps (users.md 16)."""

from dataclasses import dataclass
from enum import Enum

from devices.messages import RadioState
from hemsapp.snapshot import AirScan, Snapshot
from ui.i18n import whole, words
from ui.views import AdviceCardView, ButtonKind, ButtonView, Run, Tone
from ui.views.joining import AirChartView

FULL = 255
BUSY, NOISY = 0.5, 0.75
"""Shares of a scan's full scale; from three quarters on zigpy warns as well (its ENERGY_SCAN_WARN_THRESHOLD)."""

_BROAD = 12
WIFI = {1: range(11, 15), 6: range(16, 20), 11: range(21, 25)}
"""Which channels of 802.15.4 lie under the three that Wi-Fi uses most."""

_STRIDE = 1.6
"""Wi-Fi is the likely cause where the channels under it are so many times as busy as the others."""


class Verdict(Enum):
    """What a scan says about the channel that this home uses."""

    QUIET, USABLE, NOISY = range(3)


@dataclass(frozen=True, slots=True)
class AirView:
    """The channels, and what they mean; without a chart nothing was heard yet."""

    chart: AirChartView | None
    card: AdviceCardView


def verdict(scan: AirScan | None, channel: int | None) -> Verdict | None:
    """How good our channel is; of a home without one yet the quietest. None: no scan ended."""
    if scan is None or scan.ended is None or not scan.levels:
        return None
    levels = dict(scan.levels)
    share = levels.get(channel or 0, min(levels.values())) / FULL
    return Verdict.NOISY if share >= NOISY else Verdict.USABLE if share >= BUSY else Verdict.QUIET


def verdict_word(snapshot: Snapshot | None) -> str:
    """`Quiet`; nothing before a scan."""
    found = None if snapshot is None else verdict(snapshot.air, snapshot.link.channel)
    return "" if found is None else words(f"connect.air_{found.name.lower()}")


def air_view(snapshot: Snapshot, before: AirScan | None = None) -> AirView:
    """The radio check as it stands; `before` is a scan that is to be done once more."""
    scan, channel = snapshot.air, snapshot.link.channel
    found = verdict(scan, channel)
    if scan is None or found is None or scan == before:
        is_ready = snapshot.link.radio is RadioState.READY
        return AirView(None, _listening(is_ready=is_ready))
    return AirView(_chart(scan, channel), _card(scan, channel, found))


def _listening(*, is_ready: bool) -> AdviceCardView:
    title = words("connect.air_listening_title" if is_ready else "connect.air_starting_title")
    return AdviceCardView(
        words("connect.air_listening"),
        title,
        "radio",
        body=words("connect.air_listening_body"),
        primary=ButtonView(words("connect.air_skip"), ButtonKind.OUTLINE),
    )


def _card(scan: AirScan, channel: int | None, found: Verdict) -> AdviceCardView:
    key = f"connect.air_{found.name.lower()}"
    best = min(dict(scan.levels), key=lambda each: dict(scan.levels)[each])
    body = words(f"{key}_body", channel=str(channel or best), best=str(best))
    is_quiet = found is Verdict.QUIET
    return AdviceCardView(
        words(key),
        words(f"{key}_title"),
        "check" if is_quiet else "radio" if found is Verdict.USABLE else "triangle-alert",
        Tone.DONE if is_quiet else Tone.INK if found is Verdict.USABLE else Tone.ATTENTION,
        body,
        "" if is_quiet else words("connect.do_this"),
        () if is_quiet else (words("connect.air_step1"), words("connect.air_step2")),
        ButtonView(words("connect.accept"), ButtonKind.PRIMARY),
        ButtonView(words("connect.air_again")),
        cause=() if is_quiet else (Run(words("connect.likely")), Run(cause(scan), Tone.INK, is_strong=True)),
    )


def cause(scan: AirScan) -> str:
    """What most likely makes it busy: noise over the whole band, Wi-Fi under one of its channels, or another radio."""
    levels = dict(scan.levels)
    if sum(level >= BUSY * FULL for level in levels.values()) >= _BROAD:
        return words("connect.air_usb")
    means = {wifi: _mean([levels.get(each, 0) for each in under]) for wifi, under in WIFI.items()}
    wifi = max(means, key=lambda each: means[each])
    others = _mean([level for each, level in levels.items() if each not in WIFI[wifi]])
    if means[wifi] >= _STRIDE * max(others, 1.0):
        return words("connect.air_wifi", wifi=whole(wifi))
    return words("connect.air_other")


def _mean(levels: list[int]) -> float:
    return sum(levels) / max(1, len(levels))


def _chart(scan: AirScan, channel: int | None) -> AirChartView:
    return AirChartView(
        tuple((str(each), level / FULL) for each, level in scan.levels),
        str(channel) if channel is not None else "",
        words("connect.air_ours"),
        tuple((words("connect.air_wifi_band", wifi=whole(wifi)), str(under[0]), str(under[-1]))
              for wifi, under in WIFI.items()),
        ((BUSY, words("connect.air_limit_busy")), (NOISY, words("connect.air_limit_noisy"))),
        words("connect.air_sentence", channel=str(channel)) if channel is not None else "",
    )  # fmt: skip
