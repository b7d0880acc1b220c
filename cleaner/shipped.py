"""The data files of the package. People write them in YAML; compiled copies of them load in a tenth of the time.

``hatch_build.py`` writes the copies into ``data/compiled`` when the package is built. Each begins with the stamps of
what it was made from and of its content. If one of them does not fit, or there is no copy, the YAML is read. Both give
equal values.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from cleaner.errors import ConfigError

DATA = Path(__file__).parent / "data"
SETTINGS = "config.yaml"
COMPILED = DATA / "compiled"
# The stamp of ``config.yaml`` as it is shipped: valid, and with the values that the code has. A test checks both.
SETTINGS_STAMP = b"310cc0fc2c312cd4e58ce565c888196c"


def load(name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    """The content of a file of ``data``, such as ``status.yaml``. Raises ConfigError if it is edited and invalid."""
    source = (DATA / name).read_bytes()
    copy = read_copy(name, stamp(source))
    if copy is not None:
        return copy
    found = parse_file(DATA / name)
    if not found:
        raise ConfigError(f"{DATA / name}: the file is empty")
    return found


def parse_file(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    """The content of a YAML file. Raises ConfigError with one line that names the file, and OSError."""
    from yaml import YAMLError

    try:
        return parse(path.read_text("utf-8"))
    except (YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}:" if mark else ""
        problem = " ".join(str(getattr(error, "problem", None) or error).split())
        raise ConfigError(f"{path}:{line} not valid YAML: {problem}") from None


def parse(source: bytes | str) -> Any:  # noqa: ANN401 - whatever the file holds
    """The content of YAML. Raises yaml.YAMLError if it is invalid, or if a mapping has a key twice."""
    import yaml  # unnecessary for what was compiled, and slow to import

    return yaml.load(source, _loader())  # noqa: S506 - a safe loader


@cache
def _loader() -> Any:  # noqa: ANN401 - PyYAML has no common class of its two safe loaders
    import yaml

    safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(safe):  # type: ignore[misc]
        def construct_mapping(self, node: Any, deep: bool = False) -> Any:  # noqa: ANN401 - as PyYAML
            seen: set[tuple[str, str]] = set()
            for key, _ in node.value:
                if isinstance(key, yaml.ScalarNode):
                    if (key.tag, key.value) in seen:  # PyYAML would take the last one without a word
                        problem = f"the key {key.value!r} is there twice"
                        raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
                    seen.add((key.tag, key.value))
            return super().construct_mapping(node, deep)

    return Loader


def stamp(*sources: bytes | memoryview) -> bytes:
    """A line that identifies what a copy was made from."""
    digest = hashlib.blake2b(digest_size=16)
    for source in sources:
        digest.update(len(source).to_bytes(8, "little"))
        digest.update(source)
    return digest.hexdigest().encode()


def read_copy(name: str, wanted: bytes) -> Any:  # noqa: ANN401 - whatever was compiled
    """A compiled copy, or None if there is none with this stamp, or if it was damaged."""
    try:
        stamps, _, content = (COMPILED / f"{name}.json").read_bytes().partition(b"\n")
        return json.loads(content) if stamps == wanted + b" " + stamp(content) else None
    except (OSError, ValueError):
        return None


def write_copy(folder: Path, name: str, made_from: bytes, content: object) -> None:
    """Write a compiled copy below ``folder``, with its stamps. Raises ValueError if JSON cannot hold the content."""
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    if json.loads(written) != content:
        raise ValueError(f"{name}: its values are not those of JSON")
    path = folder / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    encoded = written.encode()
    path.write_bytes(made_from + b" " + stamp(encoded) + b"\n" + encoded)


def settings_file() -> Path:
    """The shipped ``config.yaml``: in the installed package, or beside it in a source checkout."""
    inside = DATA / SETTINGS
    return inside if inside.exists() else DATA.parent.parent / SETTINGS


def load_settings() -> dict[str, Any] | None:
    """The shipped settings, or None if their file was edited or not compiled."""
    try:
        source = settings_file().read_bytes()
    except OSError:
        return None
    found = stamp(source)
    copy: dict[str, Any] | None = read_copy(SETTINGS, found) if found == SETTINGS_STAMP else None
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
