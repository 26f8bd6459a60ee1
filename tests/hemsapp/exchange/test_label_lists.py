"""Lists of devices: each line that can be read is taken, each other one is told with its number and what to do."""

from pathlib import Path

import pytest

from devices.labels import Label
from devices.messages import DeviceKind
from devices.names import Eui64
from devices.sealing import sealer_of
from hemsapp.archive import answer
from hemsapp.domain.facts import KeptDevice
from hemsapp.exchange.label_lists import parse
from hemsapp.exchange.recognition import kind_of
from hemsapp.label_box import NAME, LabelBox
from hemsapp.questions import LabelsShown, LabelsWanted
from hemsapp.work import Task, WorkKind, WorkRefused
from hemsapp.works.import_labels import import_labels
from tests.hemsapp.works.kept_home import KeptHome

CODE = "83FED3407A939723A5C639B26916D505C3B5"
ONE, TWO = Eui64("94:34:69:ff:fe:05:ce:55"), Eui64("00:0d:6f:ff:fe:63:cc:a0")
FIRST = Label(ONE, bytes.fromhex(CODE), "Hall")


@pytest.mark.parametrize(
    "text",
    [
        f"943469FFFE05CE55,{CODE},Hall",
        f"device,install code,name\n94:34:69:FF:FE:05:CE:55,{CODE},Hall\n",
        "name;code;eui64\nHall;83FE D340 7A93 9723 A5C6 39B2 6916 D505 C3B5;0x943469fffe05ce55",
        f"Name\tIEEE\tInstall_Code\r\nHall\t943469FFFE05CE55\t{CODE}\r\n\r\n",
        f"Z:943469FFFE05CE55$I:{CODE},Hall",
    ],
)
def test_a_list_is_read_however_its_columns_stand(text: str) -> None:
    """Zigbee rule 17 of users: codes are a format maze."""
    found = parse(text)
    assert (found.labels, found.faults) == ((FIRST,), ())


def test_every_line_that_cannot_be_read_is_told_with_its_number_and_what_to_do() -> None:
    """X-SECURITY: and no sentence repeats a code."""
    found = parse(
        f"device,install code,name\n943469FFFE05CE55,{CODE},Hall\n\n"
        f"943469FFFE05CE5,{CODE},Short\n000D6FFFFE63CCA0,{CODE[:-1]}6,Slip\n000D6FFFFE63CCA0,,None\n"
        f"000D6FFFFE63CCA0,{CODE[:-4]},Bare key\n000D6FFFFE63CCA0,{CODE[:-2]},Cut\n"
        f"943469FFFE05CE55,FC5ECD1E8DFD3E0603E3689F8D0226BBF80B,Other code\n"
        f"000D6FFFFE63CCA0,{CODE.replace('0', 'O')},Letters\n"
    )
    assert [label.device for label in found.labels] == [ONE]
    assert [fault.split(":")[0] for fault in found.faults] == [f"Line {n}" for n in (4, 5, 6, 7, 8, 9, 10)]
    assert [fault.split(". ")[-1] for fault in found.faults] == [
        "Look at the label (EUI64, IEEE or MAC).",
        "Read it from the label again.",
        "It stands on the label, beside the address.",
        "Ask the maker for the code.",
        "Are its last four, the check, missing?",
        "Delete the line that is wrong.",
        "Was an O written for a 0?",
    ]
    assert not any(CODE[:8] in fault for fault in found.faults)


def test_a_list_on_a_stick_is_kept_sealed_until_its_devices_have_joined(tmp_path: Path) -> None:
    """X-SECURITY: preloaded codes rest sealed, and are forgotten one by one."""
    home = KeptHome(tmp_path / "home")
    path = tmp_path / "devices.csv"
    path.write_text(f"943469FFFE05CE55,{CODE},Hall\n000D6FFFFE63CCA0,{CODE},Bath\n94,1,Bad\n")
    assert kind_of(path) == "labels"
    outcome = home.do(import_labels, Task(WorkKind.IMPORT_LABELS, str(path)))
    assert outcome.sentence.startswith("2 devices of devices.csv wait to be let in. Line 3: the address has not")
    box = LabelBox(home.store.path.with_name(NAME), sealer_of(home.store.path.with_name("machine.key")))
    assert [label.name for label in box.labels()] == ["Bath", "Hall"]
    sealed = home.store.path.with_name(NAME)
    content = sealed.read_bytes()
    assert bytes.fromhex(CODE)[:8] not in content
    assert CODE.encode()[:8] not in content
    home.keep(KeptDevice(TWO, DeviceKind.THERMOSTAT, "", "", is_gone=False))
    assert answer(home.source, LabelsWanted(), home.now) == LabelsShown((FIRST,))  # its device joined meanwhile
    assert box.labels() == (FIRST,)
    box.drop([ONE])
    assert not sealed.exists()
    home.close()


def test_a_list_without_a_single_device_changes_nothing(tmp_path: Path) -> None:
    home = KeptHome(tmp_path / "home")
    path = tmp_path / "devices.csv"
    path.write_text("device,install code\n94,1\n")
    with pytest.raises(WorkRefused, match=r"holds no device that could be read\. Line 2: the address"):
        home.do(import_labels, Task(WorkKind.IMPORT_LABELS, str(path)))
    home.close()
