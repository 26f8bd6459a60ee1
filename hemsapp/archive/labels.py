"""The devices of preloaded lists that have not joined yet."""

from devices.sealing import sealer_of
from hemsapp.archive.kept import Archive
from hemsapp.domain.facts import KeptDevice
from hemsapp.label_box import NAME, LabelBox
from hemsapp.questions import LabelsShown, LabelsWanted


def labels_shown(archive: Archive, _: LabelsWanted) -> LabelsShown:
    """Those that wait; whoever has joined meanwhile has its label forgotten: a code serves once."""
    home = archive.source.path
    box = LabelBox(home.with_name(NAME), sealer_of(archive.source.key or home.with_name("machine.key")))
    joined = {each.device for each in archive.select(KeptDevice) if not each.is_gone}
    box.drop(joined)
    return LabelsShown(box.labels())
