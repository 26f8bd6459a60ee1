"""The tree as the shape tests see it: every module of ours, parsed once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("devices", "hemsapp", "ui", "resources")
ASKED_FOR = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Import,
    ast.ImportFrom,
    ast.Call,
    ast.Await,
    ast.ExceptHandler,
)


@cache
def modules() -> tuple[Path, ...]:
    """Every Python file that ships, relative to the root."""
    return tuple(sorted(p.relative_to(ROOT) for package in PACKAGES for p in (ROOT / package).rglob("*.py")))


@cache
def text(module: Path) -> str:
    """What stands in a module."""
    return (ROOT / module).read_text(encoding="utf-8")


@cache
def nodes(module: Path) -> tuple[ast.AST, ...]:
    """Every node of a module's syntax tree that any rule asks for; the others, nine of ten, are not kept."""
    return tuple(node for node in ast.walk(ast.parse(text(module))) if isinstance(node, ASKED_FOR))


def functions(module: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module, nested ones too."""
    for node in nodes(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imported(module: Path) -> Iterator[str]:
    """Every dotted name that a module imports, wherever in it."""
    for node in nodes(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def called(module: Path) -> Iterator[str]:
    """The dotted names of everything that a module calls, as written."""
    for node in nodes(module):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)
