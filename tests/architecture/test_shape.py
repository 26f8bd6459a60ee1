"""The repository checks its own shape: docs/architecture.md says why."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, called, functions, imported, modules, parsed

# A cluster is as long as its specification's table.
LONG_TABLES = {Path("devices/se")}
ASKS_THE_TIME = {Path("hemsapp/clock.py")}
THREADS = {Path("ui/bridge.py")}
CATCHES_ALL = {Path("hemsapp/service.py"), Path("hemsapp/__main__.py"), Path("ui/app.py")}


@pytest.mark.parametrize("module", modules(), ids=str)
def test_a_module_is_at_most_450_lines_long(module: Path) -> None:
    if module.parent in LONG_TABLES:
        pytest.skip("a cluster is as long as its specification")
    limit = 150 if module.parent == Path("ui/widgets") else 450
    assert len((ROOT / module).read_text(encoding="utf-8").splitlines()) <= limit


@pytest.mark.parametrize("module", modules(), ids=str)
def test_a_function_is_at_most_60_lines_long(module: Path) -> None:
    long = [
        f"{f.name}: {f.end_lineno - f.lineno + 1}"
        for f in functions(module)
        if f.end_lineno and f.end_lineno - f.lineno >= 60
    ]
    assert long == []


@pytest.mark.parametrize("module", modules(), ids=str)
def test_everything_is_caught_only_where_a_remedy_for_everything_is(module: Path) -> None:
    broad = [
        node.lineno
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}))
    ]
    assert broad == [] or module in CATCHES_ALL


@pytest.mark.parametrize("module", [m for m in modules() if m.parts[0] in {"hemsapp", "ui"}], ids=str)
def test_only_the_clock_asks_the_time(module: Path) -> None:
    asks = {"time.time", "time.monotonic", "datetime.now", "datetime.utcnow", "date.today", "datetime.datetime.now"}
    assert module in ASKS_THE_TIME or asks.isdisjoint(called(module))


@pytest.mark.parametrize("module", modules(), ids=str)
def test_there_is_one_engine_thread_and_the_bridge_starts_it(module: Path) -> None:
    assert module in THREADS or not any(name.split(".")[0] == "threading" for name in imported(module))


@pytest.mark.parametrize("module", [m for m in modules() if m.parts[0] == "ui"], ids=str)
def test_the_screens_never_await_and_never_run_a_modal_dialog(module: Path) -> None:
    awaits = [n for n in ast.walk(parsed(module)) if isinstance(n, ast.Await | ast.AsyncFunctionDef)]
    assert awaits == [] or module == Path("ui/bridge.py")
    assert not any(name.endswith((".exec_", "dialog.exec", ".sender")) for name in called(module))
    assert "parent().parent()" not in (ROOT / module).read_text(encoding="utf-8")


def test_colours_live_in_the_tokens_and_the_style_sheet_stands_once() -> None:
    texts = {m: (ROOT / m).read_text(encoding="utf-8") for m in modules() if m.parts[0] == "ui"}
    literal = re.compile(r"[\"']#[0-9A-Fa-f]{3,8}[\"']|QColor\(\s*\d|rgba?\(")
    assert [str(m) for m, text in texts.items() if literal.search(text) and m.name != "tokens.py"] == []
    assert sum(text.count(".setStyleSheet(") for text in texts.values()) <= 1


def test_names_do_not_hide_what_a_class_is() -> None:
    vague = re.compile(r"(Manager|Helper|Handler|Utils?)$")
    classes = [
        (str(m), n.name)
        for m in modules()
        for n in ast.walk(parsed(m))
        if isinstance(n, ast.ClassDef) and vague.search(n.name)
    ]
    assert classes == []


def test_every_ignore_says_why() -> None:
    silent = re.compile(r"#\s*(noqa: ?[A-Z0-9, ]+|type: ignore\[[a-z-, ]+\])\s*$")
    lines = [
        f"{m}:{i}"
        for m in modules()
        for i, line in enumerate((ROOT / m).read_text(encoding="utf-8").splitlines(), 1)
        if silent.search(line)
    ]
    assert lines == []
