"""The data files of the package. People write them in YAML; compiled copies of them load in a tenth of the time.

``hatch_build.py`` writes the copies into ``data/compiled`` when the package is built. Each begins with the stamp of
what it was made from. If that has changed since, or there is no copy, the YAML is read. Both give equal values.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
SETTINGS = "config.yaml"
COMPILED = DATA / "compiled"


def load(name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    """The content of a file of ``data``, such as ``status.yaml``."""
    source = (DATA / name).read_bytes()
    copy = read_copy(name, stamp(source))
    return parse(source) if copy is None else copy


def parse(source: bytes | str) -> Any:  # noqa: ANN401 - whatever the file holds
    """The content of YAML. Raises yaml.YAMLError if it is invalid."""
    import yaml  # unnecessary for what was compiled, and slow to import

    return yaml.load(source, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader either way


def stamp(*sources: bytes) -> bytes:
    """A line that identifies what a copy was made from."""
    digest = hashlib.blake2b(digest_size=16)
    for source in sources:
        digest.update(len(source).to_bytes(8, "little"))
        digest.update(source)
    return digest.hexdigest().encode()


def read_copy(name: str, wanted: bytes) -> Any:  # noqa: ANN401 - whatever was compiled
    """A compiled copy, or None if there is none with this stamp."""
    try:
        found, _, content = (COMPILED / f"{name}.json").read_bytes().partition(b"\n")
        return json.loads(content) if found == wanted else None
    except (OSError, ValueError):
        return None


def write_copy(folder: Path, name: str, made_from: bytes, content: object) -> None:
    """Write a compiled copy below ``folder``, with its stamp. Raises ValueError if JSON cannot hold the content."""
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    if json.loads(written) != content:
        raise ValueError(f"{name}: its values are not those of JSON")
    path = folder / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made_from + b"\n" + written.encode() + b"\n")


def settings_file() -> Path:
    """The shipped ``config.yaml``: in the installed package, or beside it in a source checkout."""
    inside = DATA / SETTINGS
    return inside if inside.exists() else DATA.parent.parent / SETTINGS


def load_settings() -> dict[str, Any] | None:
    """The shipped settings as they were when the package was built, or None if they have changed since."""
    try:
        source = settings_file().read_bytes()
    except OSError:
        return None
    copy: dict[str, Any] | None = read_copy(SETTINGS, stamp(source))
    return copy


def plain_files() -> Iterator[str]:
    """The names of the YAML files that ``load`` reads."""
    for path in sorted(DATA.glob("*.yaml")):
        if path.name != SETTINGS:  # it is here in a wheel only
            yield path.name


def compile_plain(folder: Path) -> None:
    """Write a copy of the settings, and of each YAML file that ``load`` reads."""
    for path in (settings_file(), *map(DATA.joinpath, plain_files())):
        source = path.read_bytes()
        write_copy(folder, path.name, stamp(source), parse(source))
