"""The network map, for an installer: a drawing of who goes through whom, and the same in words (users.md 20)."""

from dataclasses import dataclass

from devices.messages import Eui64
from devices.moment import Moment
from hemsapp.commands import ReadMap
from hemsapp.snapshot import Device, Mesh, Signal, Snapshot, signal
from ui import i18n
from ui.i18n import words
from ui.presenters import device_rows
from ui.presenters.frame import header
from ui.views import ButtonKind, ButtonState, ButtonView, HeaderView, ListRowView, Tone
from ui.views.mesh import MapNodeView, MapView

_DOUBTFUL = {Signal.WEAK, Signal.LOST}
_ALL_NAMED = 9
"""Up to so many devices each dot has its name; in a larger home those on the chosen way have."""


@dataclass(frozen=True, slots=True)
class MeshMapView:
    """The drawing, a sentence about the chosen device (or the whole), and a row for each device."""

    header: HeaderView
    sentence: str
    age: str
    read: ButtonView
    map: MapView
    rows: tuple[ListRowView, ...]


class MeshMapPresenter:
    """Snapshot to MeshMapView; keeps which device is chosen."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo
        self._chosen: Eui64 | None = None
        self._devices: tuple[Device, ...] = ()

    def present(self, snapshot: Snapshot, now: Moment) -> MeshMapView:
        """The page at that moment."""
        mesh = snapshot.mesh
        self._devices = tuple(sorted(snapshot.devices, key=lambda each: (len(mesh.way(each.device)), each.name)))
        chosen = next((each for each in self._devices if each.device == self._chosen), None)
        way = () if chosen is None else mesh.way(chosen.device)
        return MeshMapView(
            header(snapshot, now, words("map.title"), has_back=True, is_demo=self._is_demo),
            _whole(snapshot) if chosen is None else way_sentence(snapshot, chosen),
            _age(snapshot, now),
            _read(snapshot),
            _map(snapshot, self._devices, way, now),
            tuple(
                _row(snapshot, each, now, is_chosen=each is chosen, has_rule=index > 0)
                for index, each in enumerate(self._devices)
            ),
        )

    def choose(self, index: int) -> None:
        """Look at the way of that row's device; a second time, at the whole again."""
        device = self._devices[index].device if index < len(self._devices) else None
        self._chosen = None if device == self._chosen else device

    def forget(self) -> None:
        """Look at the whole."""
        self._chosen = None

    def read(self) -> ReadMap:
        """Ask everybody anew."""
        return ReadMap()


def way_sentence(snapshot: Snapshot, device: Device) -> str:
    """`Hall thermostat reaches the display through the pool switch.`"""
    mesh, names = snapshot.mesh, {each.device: each.name for each in snapshot.devices}
    way = mesh.way(device.device)
    if way[-1] != mesh.own:
        return words("map.way_unknown", name=device.name)
    between = [names.get(each, each) for each in way[1:-1]]
    if not between:
        return words("map.way_direct", name=device.name)
    if len(between) == 1:
        return words("map.way_through", name=device.name, first=between[0])
    return words("map.way_over", name=device.name, first=between[0], last=between[-1], between=i18n.whole(len(between)))


def _whole(snapshot: Snapshot) -> str:
    """How many reach the display by themselves, and how many through others."""
    mesh = snapshot.mesh
    if not mesh.parts:
        return words("map.nothing")
    ways = [mesh.way(each.device) for each in snapshot.devices]
    direct = sum(len(way) == 2 and way[-1] == mesh.own for way in ways)
    through = sum(len(way) > 2 and way[-1] == mesh.own for way in ways)
    if not through:
        return words("map.all_direct", count=direct)
    return words("map.whole", direct=i18n.whole(direct), through=i18n.whole(through))


def _age(snapshot: Snapshot, now: Moment) -> str:
    read = snapshot.mesh.read
    if snapshot.mesh.is_reading:
        return words("map.reading")
    if read is None:
        return ""
    return words("map.read_at", time=i18n.silence(max(60.0, (now.utc - read).total_seconds())))


def _read(snapshot: Snapshot) -> ButtonView:
    if snapshot.mesh.is_reading:
        return ButtonView(words("map.read_busy"), ButtonKind.SECONDARY, ButtonState.BUSY)
    return ButtonView(words("map.read"), ButtonKind.SECONDARY, icon="rotate-cw")


def _map(snapshot: Snapshot, devices: tuple[Device, ...], way: tuple[Eui64, ...], now: Moment) -> MapView:
    """Nodes in the order of their distance, the display first; each names its parent by its place in the list."""
    mesh = snapshot.mesh
    places: dict[Eui64 | None, int] = {mesh.own: 0}
    places |= {each.device: index + 1 for index, each in enumerate(devices)}
    nodes = [MapNodeView(words("map.display"), -1, Tone.INK, is_named=True, is_on_way=bool(way))]
    for each in devices:
        parent = mesh.parent(each.device)
        heard = signal(each, now)
        nodes.append(
            MapNodeView(
                each.name,
                places.get(parent, -1) if parent is not None else -1,
                Tone.ATTENTION if heard in _DOUBTFUL else Tone.DONE if each.is_ready else Tone.OFF,
                is_hollow=heard is Signal.LOST,
                is_named=each.device in way or len(devices) <= _ALL_NAMED,
                is_on_way=each.device in way,
            )
        )
    told = words("map.drawing", count=len(devices))
    return MapView(tuple(nodes), told)


def _row(snapshot: Snapshot, device: Device, now: Moment, *, is_chosen: bool, has_rule: bool) -> ListRowView:
    mesh = snapshot.mesh
    parent = mesh.parent(device.device)
    return ListRowView(
        device.name,
        _through(snapshot, parent),
        device_rows.ICONS[device.kind],
        _lqi(mesh, device.device, parent) or device_rows.signal_word(device, now),
        is_selected=is_chosen,
        has_rule=has_rule,
        has_chevron=True,
        sentence=way_sentence(snapshot, device),
    )


def _through(snapshot: Snapshot, parent: Eui64 | None) -> str:
    if parent is None:
        return words("map.not_told")
    if parent == snapshot.mesh.own:
        return words("map.direct")
    name = next((each.name for each in snapshot.devices if each.device == parent), parent)
    return words("map.through", name=name)


def _lqi(mesh: Mesh, device: Eui64, parent: Eui64 | None) -> str:
    """How well the one above hears it, and it the one above: `LQI 180 / 172`."""
    both = [mesh.lqi(parent, device), mesh.lqi(device, parent)]
    known = " / ".join(i18n.whole(each) for each in both if each is not None)
    return words("network.lqi", lqi=known) if known else ""
