"""Lists of devices as a utility or a wholesaler sends them: CSV with address, install code and name, one device a line.

The first line may name the columns, in any order (`device`, `address`, `eui64`, `ieee` or `mac`; `install code`,
`install_code` or `code`; `name`); without it they come in the order above. In place of address and code a line may have
the text of the label's QR code. Separated by comma, semicolon or tab.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from devices.labels import Label, LabelFault, LabelUnreadable, label, of_text
from hemsapp.saying import say
from hemsapp.work import WorkRefused

MOST_BYTES: Final = 1_000_000
MOST_LINES: Final = 2_000
_ADDRESS: Final = frozenset({"device", "address", "eui64", "ieee", "mac"})
_CODE: Final = frozenset({"install code", "install_code", "installcode", "code", "ic"})
_NAME: Final = frozenset({"name", "label", "room"})
_SEPARATORS: Final = ";\t,"
_IN_ORDER: Final = (0, 1, 2)

FAULTS: Final[dict[LabelFault, Callable[[int], str]]] = {
    LabelFault.UNKNOWN_FORMAT: lambda line: say(
        "Line {line}: this is no label that is known here. Write address and install code, with a comma between.",
        line=line,
    ),
    LabelFault.ADDRESS_WRONG: lambda line: say(
        "Line {line}: the address has not sixteen digits, 0 to 9 and A to F. Look at the label (EUI64, IEEE or MAC).",
        line=line,
    ),
    LabelFault.CODE_MISSING: lambda line: say(
        "Line {line}: the install code is missing. It stands on the label, beside the address.", line=line
    ),
    LabelFault.CODE_NOT_HEX: lambda line: say(
        "Line {line}: the install code has signs that are not 0 to 9 or A to F. Was an O written for a 0?", line=line
    ),
    LabelFault.CODE_LENGTH: lambda line: say(
        "Line {line}: the install code has not 16, 20, 28 or 36 digits. Are its last four, the check, missing?",
        line=line,
    ),
    LabelFault.CODE_CHECK: lambda line: say(
        "Line {line}: the check digits of the install code do not fit. Read it from the label again.", line=line
    ),
    LabelFault.LINK_KEY: lambda line: say(
        "Line {line}: this is a link key, not an install code. Ask the maker for the code.", line=line
    ),
}


def _twice(line: int) -> str:
    return say(
        "Line {line}: this device is in the list twice, with two codes. Delete the line that is wrong.", line=line
    )


@dataclass(frozen=True, slots=True)
class LabelList:
    """What could be read, and a sentence for each line that could not; blank lines count, and say nothing."""

    labels: tuple[Label, ...]
    faults: tuple[str, ...]


def read(path: Path) -> LabelList:
    """The list in a file. Raises WorkRefused for one that is no list, OSError."""
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise WorkRefused(say("{name} is larger than a list of devices can be. Nothing was changed.", name=path.name))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WorkRefused(say("{name} is not a text. Save it as CSV. Nothing was changed.", name=path.name)) from None
    return parse(text)


def parse(text: str) -> LabelList:
    """The list in a text; of a device that is there twice alike, one counts."""
    lines = text.splitlines()[:MOST_LINES]
    first = next((line for line in lines if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    columns, is_headed = _columns(next(iter(csv.reader([first], delimiter=separator)), []))
    labels: dict[str, Label] = {}
    faults: list[str] = []
    for number, cells in _rows(lines, separator, is_headed=is_headed):
        try:
            found = _label(cells, columns)
        except LabelUnreadable as error:
            faults.append(FAULTS[error.fault](number))
            continue
        if labels.setdefault(found.device, found).install_code != found.install_code:
            faults.append(_twice(number))
    return LabelList(tuple(labels.values()), tuple(faults))


def is_list(head: str) -> bool:
    """Do a text's first lines look like such a list: named columns, or a label that can be read?"""
    lines = [line for line in head.splitlines() if line.strip()][:2]
    if not lines:
        return False
    separator = max(_SEPARATORS, key=lines[0].count)
    columns, is_headed = _columns(next(iter(csv.reader([lines[0]], delimiter=separator)), []))
    if is_headed:
        return columns[0] is not None
    try:
        return bool(_label(lines[0].split(separator), columns))
    except LabelUnreadable:
        return False


def _rows(lines: list[str], separator: str, *, is_headed: bool) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if is_headed:
            is_headed = False
            continue
        yield number, next(iter(csv.reader([line], delimiter=separator)), [])


def _columns(cells: list[str]) -> tuple[tuple[int | None, int | None, int | None], bool]:
    """Where address, code and name stand, and whether the line names them."""
    names = [" ".join(cell.lower().split()) for cell in cells]
    places = [
        next((index for index, name in enumerate(names) if name in known), None) for known in (_ADDRESS, _CODE, _NAME)
    ]
    if places[0] is None or places[1] is None:
        return _IN_ORDER, False
    return (places[0], places[1], places[2]), True


def _label(cells: list[str], columns: tuple[int | None, int | None, int | None]) -> Label:
    address, code, name = (_cell(cells, column) for column in columns)
    if "$" in address or "|" in address or ":Z:" in address.upper() or "DLK" in address.upper():
        return of_text(address, name or code)
    return label(address, code, name)


def _cell(cells: list[str], column: int | None) -> str:
    return cells[column].strip() if column is not None and column < len(cells) else ""
