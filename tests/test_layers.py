"""The direction of imports, the places that import each third-party library, and the sizes of files and functions."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests import REPO

PACKAGE = REPO / "cleaner"
MODULES = sorted(PACKAGE.rglob("*.py"))
SOURCES = [*MODULES, *(path for name in ("bench", "train", "docs") for path in sorted((REPO / name).glob("*.py")))]
NAMES = {
    ".".join(path.relative_to(REPO).with_suffix("").parts).removesuffix(".__init__"): path
    for folder in ("cleaner", "bench", "train")
    for path in sorted((REPO / folder).rglob("*.py"))
}
# A module may import from its own room and from rooms of a lower layer, never from another room of its own layer.
LAYERS = [
    {
        "vocabulary",
        "model",
        "errors",
        "config",
        "words",
        "classes",
        "collector",
        "core",
        "version",
        "shipped",
        "settings",
        "patterns",
        "prefilters",
        "exports",
    },
    {"usage"},
    {"read", "judge", "fetch", "store", "render"},
    {"article", "schema"},
    {"pipeline", "sources", "report", "record"},
    {"sinks"},
    {"batch"},
    {"jobs"},
    {"checks", "scale"},
    {"cli", "__main__"},
]
JUDGE_MAY_USE = {
    "classes", "model", "vocabulary", "words", "core", "shipped", "patterns", "prefilters", "exports", "judge",
}  # fmt: skip
DOORS = {
    "selectolax": {"read/html.py", "read/expand.py", "read/selectors.py", "read/structure/"},
    "mathml_to_latex": {"read/structure/"},
    "bs4": {"read/charset.py", "read/metadata"},
    "ftfy": {"read/mojibake.py"},
    "langdetect": {"read/language.py"},
    "trafilatura": {"judge/second_opinion.py", "read/metadata"},
    "htmldate": {"read/metadata"},
    "httpx": {"fetch/"},
    "ada_url": {"fetch/address.py"},
    "httpcore": {"fetch/"},
    "numpy": {"judge/"},
    "sqlite3": {"store/"},
    "protego": {"fetch/"},
    "http_sf": {"usage/"},
    "typer": {"cli/"},
    "pyarrow": {"sinks/", "sources/"},
    "fastwarc": {"sources/"},
    "fsspec": {"sources/location.py"},
    "ray": {"scale/"},
    "psutil": {"fetch/browser/"},
}
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def imports(path: Path) -> frozenset[str]:
    found: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            if node.module == "cleaner":
                names = {alias.name for alias in node.names}
                found.update(f"cleaner.{name}" for name in names if any(name in rooms for rooms in LAYERS))
    return frozenset(found)


def modules_of(path: Path) -> set[str]:
    """The modules of the package that a module imports, including late imports but not those for type checkers."""
    tree = parsed(path)
    found: set[str] = set()
    skipped = {id(inner) for node in ast.walk(tree) if is_for_types(node) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= inner & NAMES.keys() or {node.module}
            found |= {node.module for alias in node.names if f"{node.module}.{alias.name}" not in NAMES}
    return found & NAMES.keys()


def is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def layer_of(name: str) -> int:
    return next(rank for rank, rooms in enumerate(LAYERS) if name in rooms)


def test_imports_point_downwards() -> None:
    """No module imports a room of a higher layer, or another room of its own layer. Late imports count."""
    for path in MODULES:
        if room(path) != "__init__":
            check_direction(path)


def check_direction(path: Path) -> None:
    mine = room(path)
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "cleaner" or len(parts) < 2:
            continue
        other = parts[1]
        if mine in (other, "__main__"):
            continue
        if mine == "judge":
            assert other in JUDGE_MAY_USE, f"{path}: judge may use model and words only, not {other}"
        allowed = other == mine or layer_of(other) < layer_of(mine) or {other, mine} <= LAYERS[0]
        assert allowed, f"{path}: {mine} may not import {other}"


def test_no_cycles() -> None:
    """The imports of the package, the bench and the training have no cycle. Late imports count."""
    graph = {name: modules_of(path) - {name} for name, path in NAMES.items()}
    while outside := {
        name for name, arrows in graph.items() if not arrows or not any(name in others for others in graph.values())
    }:
        graph = {name: arrows - outside for name, arrows in graph.items() if name not in outside}
    assert graph == {}


def test_one_door_for_each_library() -> None:
    """A third-party library is imported only in the places listed above."""
    for path in MODULES:
        here = str(path.relative_to(PACKAGE))
        for name in imports(path):
            doors = DOORS.get(name.split(".")[0])
            assert doors is None or any(here.startswith(door) for door in doors), f"{here} imports {name}"


def test_beautiful_soup_gets_no_selector() -> None:
    """Soup Sieve's advisories are about selectors. Its floor for Python before 3.11.5 is safe, as we pass it none."""
    for path in MODULES:
        if "bs4" in {name.split(".")[0] for name in imports(path)}:
            nodes = ast.walk(parsed(path))
            called = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
            assert not called & {"select", "select_one", "css"}, path


def test_sizes() -> None:
    """No file is longer than 400 lines, no function longer than 60, also in the bench, the training and the tools.

    Files of tests keep to the lines too.
    """
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        assert path.read_text("utf-8").count("\n") <= MAX_FILE_LINES, path
    for path in SOURCES:
        assert path.read_text("utf-8").count("\n") <= MAX_FILE_LINES, path
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                assert length <= MAX_FUNCTION_LINES, f"{path}: {node.name} has {length} lines"


@pytest.mark.parametrize("path", sorted((PACKAGE / "core" / "src").glob("*.[ch]")), ids=lambda path: path.name)
def test_files_and_functions_of_the_core_are_short(path: Path) -> None:
    """The same for C: 400 lines per file, 60 per function, 120 characters per line."""
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) <= MAX_FILE_LINES
    assert max(map(len, lines)) <= 120
    start = 0
    for number, line in enumerate(lines):
        if line == "{":
            start = number
        elif line == "}":
            assert number - start < MAX_FUNCTION_LINES, f"the function that ends in line {number + 1}"
