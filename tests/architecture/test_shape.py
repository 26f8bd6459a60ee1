"""The repository checks its own shape: docs/architecture.md says why."""

import ast
import re
from pathlib import Path

from tests.architecture.tree import called, functions, imported, modules, nodes, text

# A cluster is as long as its specification's table.
LONG_TABLES = {Path("devices/se")}
ASKS_THE_TIME = {Path("hemsapp/clock.py")}
THREADS = {Path("ui/bridge.py")}
CATCHES_ALL = {Path("hemsapp/service.py"), Path("hemsapp/__main__.py"), Path("ui/app.py")}


def test_a_module_is_at_most_450_lines_long() -> None:
    lines = {m: len(text(m).splitlines()) for m in modules() if m.parent not in LONG_TABLES}
    assert {m: n for m, n in lines.items() if n > (150 if m.parent == Path("ui/widgets") else 450)} == {}


def test_a_function_is_at_most_60_lines_long() -> None:
    long = [
        f"{m}: {f.name}: {f.end_lineno - f.lineno + 1}"
        for m in modules()
        for f in functions(m)
        if f.end_lineno and f.end_lineno - f.lineno >= 60
    ]
    assert long == []


def test_everything_is_caught_only_where_a_remedy_for_everything_is() -> None:
    broad = [
        f"{m}:{node.lineno}"
        for m in modules()
        if m not in CATCHES_ALL
        for node in nodes(m)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}))
    ]
    assert broad == []


def test_only_the_clock_asks_the_time() -> None:
    asks = {"time.time", "time.monotonic", "datetime.now", "datetime.utcnow", "date.today", "datetime.datetime.now"}
    asking = [m for m in modules() if m.parts[0] in {"hemsapp", "ui"} and not asks.isdisjoint(called(m))]
    assert set(asking) - ASKS_THE_TIME == set()


def test_there_is_one_engine_thread_and_the_bridge_starts_it() -> None:
    threaded = {m for m in modules() if any(name.split(".")[0] == "threading" for name in imported(m))}
    assert threaded - THREADS == set()


def test_the_screens_never_await_and_never_run_a_modal_dialog() -> None:
    screens = [m for m in modules() if m.parts[0] == "ui"]
    awaiting = {m for m in screens if any(isinstance(n, ast.Await | ast.AsyncFunctionDef) for n in nodes(m))}
    assert awaiting - {Path("ui/bridge.py")} == set()
    modal = (".exec_", "dialog.exec", ".sender")
    assert [f"{m}: {name}" for m in screens for name in called(m) if name.endswith(modal)] == []
    assert [m for m in screens if "parent().parent()" in text(m)] == []


def test_colours_live_in_the_tokens_and_the_style_sheet_stands_once() -> None:
    texts = {m: text(m) for m in modules() if m.parts[0] == "ui"}
    literal = re.compile(r"[\"']#[0-9A-Fa-f]{3,8}[\"']|QColor\(\s*\d|rgba?\(")
    assert [str(m) for m, written in texts.items() if literal.search(written) and m.name != "tokens.py"] == []
    assert sum(written.count(".setStyleSheet(") for written in texts.values()) <= 1


def test_names_do_not_hide_what_a_class_is() -> None:
    vague = re.compile(r"(Manager|Helper|Handler|Utils?)$")
    classes = [
        (str(m), n.name) for m in modules() for n in nodes(m) if isinstance(n, ast.ClassDef) and vague.search(n.name)
    ]
    assert classes == []


def test_every_ignore_says_why() -> None:
    silent = re.compile(r"#\s*(noqa: ?[A-Z0-9, ]+|type: ignore\[[a-z-, ]+\])\s*$")
    lines = [f"{m}:{i}" for m in modules() for i, line in enumerate(text(m).splitlines(), 1) if silent.search(line)]
    assert lines == []
