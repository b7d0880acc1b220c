"""Draws the picture of ``docs/architecture.md`` from the imports of the package."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "cleaner"
BASE = "base"
BASE_MODULES = (
    "vocabulary", "model", "errors", "config", "settings", "shipped", "words", "patterns", "classes", "collector",
    "exports", "prefilters", "core", "version",
)  # fmt: skip


def room_of(path: Path) -> str:
    """The room of a module: its folder below the package, or its own name. All base modules are one room."""
    name = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return BASE if name in BASE_MODULES else name


def imported_rooms(path: Path) -> set[str]:
    """The rooms that a module imports, including late imports and those for type checkers."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "cleaner" and len(parts) > 1:
                place = PACKAGE / parts[1]
                if place.is_dir() or place.with_suffix(".py").exists():
                    found.add(room_of(place))
    return found


def rooms() -> dict[str, set[str]]:
    """Each room of the package, and the rooms that it imports."""
    found: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent == PACKAGE and path.stem in ("__init__", "__main__"):
            continue  # the facade and the command's entry import everything
        room = room_of(path)
        found.setdefault(room, set()).update(imported_rooms(path) - {room})
    return found


def reduce(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """Remove each arrow for which there is a longer path. The graph must have no cycle."""

    def reach(start: str) -> set[str]:
        return {end for to in graph[start] for end in (to, *reach(to))}

    return {
        room: {to for to in arrows if not any(to in reach(other) for other in arrows - {to})}
        for room, arrows in graph.items()
    }


def picture() -> str:
    """A Mermaid flow chart: an arrow from each room to the rooms that it imports."""
    arrows = reduce(rooms())
    lines = [f"  {room} --> {to}" for room in sorted(arrows) for to in sorted(arrows[room])]
    return "\n".join(["```mermaid", "flowchart TD", *lines, "```"])


def first_line(module: Path) -> str:
    """The first sentence of a module's docstring, as Markdown."""
    text = (ast.get_docstring(ast.parse(module.read_text("utf-8"))) or "").split("\n\n")[0]
    return " ".join(text.replace("``", "`").split())


def table() -> str:
    """Each room with the first sentence of its docstring. Base modules are listed one by one."""
    folders = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))
    modules = sorted(path for path in PACKAGE.glob("*.py") if not path.stem.startswith("__"))
    named = [(f"{path.name}/", first_line(path / "__init__.py")) for path in folders]
    named += [(path.name, first_line(path)) for path in modules]
    return "\n".join(["| room | what it holds |", "|---|---|", *(f"| `{name}` | {text} |" for name, text in named)])
