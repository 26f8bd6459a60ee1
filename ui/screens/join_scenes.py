"""What a finger does on the page that lets devices in, step by step: for pictures, and for whoever measures them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from devices.errors import JoinFault
from hemsapp.snapshot import JoinState, Snapshot
from ui.screens import join_cases
from ui.screens.cases import JOINS, LABEL_CODE, no_meter, normal
from ui.screens.network_cases import FIRMWARES

_ADDRESS = "000D6F000B112205"
_SLIP = LABEL_CODE.replace("39B2", "3982")


@dataclass(frozen=True, slots=True)
class JoinScene:
    """A house, what is pressed on the page one after the other, what a scanner reads, and the house as it is then."""

    make: Callable[[], Snapshot]
    pressed: tuple[str, ...] = ()
    scanned: str = ""
    then: Callable[[], Snapshot] | None = None
    after: tuple[str, ...] = ()
    page: str = "connect"


def _keys(digits: str) -> tuple[str, ...]:
    return tuple(f"connect.keys.{digit}" for digit in digits)


def _air(name: str) -> Callable[[], Snapshot]:
    s = normal()
    return lambda: replace(s, air=join_cases.AIRS[name], link=replace(s.link, channel=15))


def _list() -> Snapshot:
    return join_cases.batch(normal())


def _knocked() -> Snapshot:
    s = normal()
    knock = join_cases.join(join_cases.UPSTAIRS, JoinState.FAILED, s.at, 1, fault=JoinFault.CLOSED)
    return replace(s, joins=(replace(knock, since=s.at, found=s.at, failed=s.at),))


_WAY = ("connect.choice1", "connect.choice3")
_LABEL = (*_WAY, *_keys(_ADDRESS), "connect.keys.accept")
_TYPED = (*_LABEL, *_keys(LABEL_CODE), "connect.keys.accept")


def _joined(case: str) -> JoinScene:
    return JoinScene(normal, _TYPED, then=JOINS[case])


def _firmware(case: str, *pressed: str) -> JoinScene:
    return JoinScene(lambda: FIRMWARES[case](normal()), ("network.device2", *pressed), page="network")


_FIRMWARES = ("firmware-newer", "firmware-given", "firmware-after-event", "firmware-invalid")

JOIN_SCENES: dict[str, JoinScene] = {
    "add-air-first": JoinScene(no_meter),
    "add-kinds": JoinScene(normal),
    "add-rooms": JoinScene(normal, _WAY[:1]),
    "add-address": JoinScene(normal, (*_WAY, *_keys(_ADDRESS[:6]))),
    "add-code-slip": JoinScene(normal, (*_LABEL, *_keys(_SLIP))),
    "add-scan": JoinScene(normal, (*_LABEL, "connect.scan")),
    "add-scanned": JoinScene(normal, _WAY, f"Z:{_ADDRESS}$I:{LABEL_CODE}"),
    "add-unreadable": JoinScene(normal, _WAY, f"Z:{_ADDRESS}$I:{_SLIP}"),
    **{f"air-{name}": JoinScene(_air(name), ("connect.choice11",)) for name in join_cases.AIRS},
    "list-empty": JoinScene(normal, ("connect.choice10",)),
    "list-read": JoinScene(normal, ("connect.choice10",), join_cases.LIST),
    "list-running": JoinScene(normal, ("connect.choice10",), join_cases.LIST, _list, ("connect.batch.primary",)),
    "list-why": JoinScene(
        normal,
        ("connect.choice10",),
        join_cases.LIST,
        _list,
        ("connect.batch.primary", "connect.batch.device0"),
    ),
    "knocked": JoinScene(normal, then=_knocked),
    **{name: _joined(name) for name in JOINS if name.startswith("join-thermostat")},
    "replace": JoinScene(normal, page=f"connect/{join_cases.LISTED}"),
    "device-more": JoinScene(normal, ("network.device2", "network.sheet.more"), page="network"),
    **{name: _firmware(name) for name in _FIRMWARES},
    "firmware-order": _firmware("firmware-newer", "network.sheet.more"),
    "device-remove": JoinScene(
        normal, ("network.device2", "network.sheet.more", "network.sheet.care3"), page="network"
    ),
}
"""In the order of the installer's way."""
