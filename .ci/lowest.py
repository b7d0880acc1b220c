"""Print a constraint for the lowest allowed version of each library in pyproject.toml, as in tests/lowest.txt."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

RUNTIME_EXTRAS = ("parquet", "warc", "ray", "render")


def floors(pyproject: Path) -> list[str]:
    """``name==version`` for every library of a user's installation, with its marker."""
    project = tomllib.loads(pyproject.read_text("utf-8"))["project"]
    texts = project["dependencies"] + [
        text for extra in RUNTIME_EXTRAS for text in project["optional-dependencies"][extra]
    ]
    lines: dict[str, None] = {}
    for text in texts:
        need = Requirement(text)
        floor = next(part.version for part in need.specifier if part.operator == ">=")
        marker = f"; {need.marker}" if need.marker else ""
        lines[f"{need.name}=={floor}{marker}"] = None
    return list(lines)


if __name__ == "__main__":
    sys.stdout.write(
        "# python .ci/lowest.py pyproject.toml > tests/lowest.txt\n" + "\n".join(floors(Path(sys.argv[1]))) + "\n"
    )
