"""Attribute and command definitions as zigpy takes them; its own annotations ask for types that it converts itself."""

from collections.abc import Mapping
from typing import Any, Final

import zigpy.types as t
from zigpy.zcl.foundation import ZCLAttributeDef, ZCLCommandDef

_uint16: Final[Any] = t.uint16_t
_attribute_def: Final[Any] = ZCLAttributeDef
_command_def: Final[Any] = ZCLCommandDef


def uint16(raw: int) -> t.uint16_t:
    """A cluster identifier in zigpy's type."""
    value: t.uint16_t = _uint16(raw)
    return value


def attribute(attribute_id: int, kind: Any, access: str = "r", *, is_mandatory: bool = False) -> ZCLAttributeDef:
    """An attribute of the ZCL type `kind`; `access` as zigpy spells it: "r", "rw", "r*w", with "p" for reportable."""
    definition: ZCLAttributeDef = _attribute_def(id=attribute_id, type=kind, access=access, mandatory=is_mandatory)
    return definition


def command(command_id: int, schema: Mapping[str, Any] | type) -> ZCLCommandDef:
    """A cluster command with its fields in wire order; a name ending in "?" may be left out with all after it."""
    fields = dict(schema) if isinstance(schema, Mapping) else schema
    definition: ZCLCommandDef = _command_def(id=command_id, schema=fields)
    return definition
