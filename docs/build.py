"""Builds the generated parts of the documentation, and runs the commands in it.

    python docs/build.py            write the references, and the outputs of commands, again
    python docs/build.py --check    change nothing; end with 1 if anything is out of date

The configuration reference is made from ``cleaner/config.py`` and the comments of ``config.yaml``, the record reference
from the record's schema, and the sources of metadata from the table of extractors.

In every document, fenced blocks of ``console`` and ``python`` are run, and the output of ``console`` is compared.
``python`` blocks of a document that begin with ``>>>`` form one session, whose output is compared too. A comment on the
line above a block is a directive: ``file: NAME`` writes the block to a file, ``exit: N`` is the exit code of the last
command, ``serve: FOLDER`` stands for a web server on that folder, and ``not run: REASON`` leaves the block out.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path.insert(0, str(ROOT))

DOCUMENTS = (ROOT / "README.md", *sorted(DOCS.glob("*.md")))
DIRECTIVE = re.compile(r"<!-- (file|exit|serve|not run): (.*) -->")
FENCE = re.compile(r"```(\w*)$")
# Values that differ between runs and machines: times, rates, scores.
VARIABLE = re.compile(r"\d+\.\d+|\d+(?= s\b)")
SHOWN_PORT = "8765"
SHOWN_FOLDER = "/home/you"
COMMAND_SECONDS = 120
START_SECONDS = 20


@dataclass(slots=True)
class Block:
    """A fenced block: the lines of its content, its language and its directive."""

    first: int
    last: int
    language: str
    directive: str = ""
    value: str = ""


@dataclass(slots=True)
class Outcome:
    """The result of running a document: its text with current outputs, the differences, and what could not be run."""

    text: str
    faults: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def find_blocks(lines: list[str]) -> Iterator[Block]:
    """The fenced blocks of a document, in order."""
    at = 0
    while at < len(lines):
        opened = FENCE.match(lines[at])
        if opened:
            end = lines.index("```", at + 1)
            directed = DIRECTIVE.match(lines[at - 1]) if at else None
            yield Block(at + 1, end, opened[1], *(directed.groups() if directed else ()))
            at = end
        at += 1


def run_document(path: Path, commands: frozenset[str]) -> Outcome:
    """Run a document's blocks in a new folder. ``commands`` are the commands of this version of cleaner."""
    lines = path.read_text("utf-8").split("\n")
    outcome = Outcome("")
    edits: list[tuple[int, int, list[str]]] = []
    session: list[str] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        env = _prepare(folder)
        ports: dict[str, str] = {}
        for block in find_blocks(lines):
            content = lines[block.first : block.last]
            where = f"{path.name}:{block.first}"
            if block.directive == "file":
                target = folder / "work" / block.value
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text("\n".join([*content, ""]), "utf-8")
            elif block.directive == "serve":
                ports[SHOWN_PORT] = stack.enter_context(_serve(folder / "work" / block.value))
            elif block.directive == "not run":
                continue
            elif block.language == "python" and content[0].startswith(">>> "):
                session += [*content, ""]
            elif block.language == "python":
                done = _bash(f"{sys.executable} - <<'END'\n" + "\n".join(content) + "\nEND", folder, env)
                if done.returncode:
                    outcome.faults.append(f"{where}: {done.stdout}")
            elif block.language == "console":
                missing = {
                    name for name in re.findall(r"\bcleaner ([a-z]+)", "\n".join(content)) if name not in commands
                }
                if missing:
                    outcome.skipped.append(f"{where}: no command {', '.join(sorted(missing))} in this version")
                    continue
                fresh, faults = _run_console(content, block, folder, env, ports)
                outcome.faults += [f"{where}: {fault}" for fault in faults]
                edits.append((block.first, block.last, fresh))
        if session:
            (folder / "session.txt").write_text("\n".join(session), "utf-8")
            done = _bash(f"{sys.executable} -m doctest -o ELLIPSIS ../session.txt", folder, env)
            if done.returncode:
                outcome.faults.append(f"{path.name}: {done.stdout}")
    for first, last, fresh in reversed(edits):
        lines[first:last] = fresh
    outcome.text = "\n".join(lines)
    return outcome


def _run_console(
    content: list[str], block: Block, folder: Path, env: dict[str, str], ports: dict[str, str]
) -> tuple[list[str], list[str]]:
    """The block with current outputs, and the differences from the outputs that it has."""
    fresh: list[str] = []
    faults: list[str] = []
    sessions = [*_commands(content)]
    for nth, (command, expected) in enumerate(sessions):
        last = nth == len(sessions) - 1
        source = "\n".join([command[0][2:], *(line[2:] for line in command[1:])])
        for shown, real in ports.items():
            source = source.replace(shown, real)
        done = _bash(source, folder, env)
        output = done.stdout
        for shown, real in ports.items():
            output = output.replace(real, shown)
        output = output.replace(str(folder / "work"), SHOWN_FOLDER)
        got = output.rstrip("\n").split("\n") if output.strip() else []
        wanted = int(block.value) if last and block.directive == "exit" else 0
        if done.returncode != wanted:
            faults.append(f"{command[0]} ended with {done.returncode}, not {wanted}: {output}")
        same = [VARIABLE.sub("#", line) for line in got] == [VARIABLE.sub("#", line) for line in expected]
        if not same:
            faults.append(f"{command[0]} printed\n{output}")
        fresh += [*command, *(expected if same else got)]
    return fresh, faults


def _commands(content: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Commands with their continuation lines, and the output below each."""
    command: list[str] = []
    output: list[str] = []
    for line in content:
        if line.startswith("$ "):
            if command:
                yield command, output
            command, output = [line], []
        elif line.startswith("> ") and not output:
            command.append(line)
        else:
            output.append(line)
    if command:
        yield command, output


def _prepare(folder: Path) -> dict[str, str]:
    """Prepare a folder with the fixtures, and an environment in which ``cleaner`` and ``python`` are these ones."""
    (folder / "bin").mkdir()
    (folder / "work").mkdir()
    (folder / "work" / "fixtures").symlink_to(ROOT / "fixtures")
    for name, words in (("cleaner", f"{sys.executable} -m cleaner"), ("python", sys.executable)):
        shim = folder / "bin" / name
        shim.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
        shim.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CLEANER_")}
    path = f"{folder / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return kept | {"PATH": path, "PYTHONPATH": str(ROOT), "COLUMNS": "80", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}


def _bash(source: str, folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - the documents are ours
        [shutil.which("bash") or "/bin/bash", "-c", source], cwd=folder / "work", env=env, text=True, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=COMMAND_SECONDS,
    )  # fmt: skip


@contextmanager
def _serve(folder: Path) -> Iterator[str]:
    """Run a web server on a folder. Yields its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    words = [sys.executable, "-m", "http.server", port, "--bind", "127.0.0.1", "-d", str(folder)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:  # noqa: S603
        try:
            until = time.monotonic() + START_SECONDS
            while time.monotonic() < until:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", int(port))) == 0:
                        break
                time.sleep(0.05)
            yield port
        finally:
            server.terminate()


def configuration_reference() -> str:
    """``configuration.md``: every section and key with its type, default and meaning."""
    from cleaner.config import known_keys
    from cleaner.shipped import settings_file

    comments: dict[str, str] = {}
    section = ""
    for line in settings_file().read_text("utf-8").splitlines():
        if head := re.match(r"(\w+):\s*$", line):
            section = head[1]
        elif entry := re.match(r"  (\w+):.*?\s# (.*)$", line):
            comments[f"{section}.{entry[1]}"] = entry[2]
    out = [(DOCS / "configuration.head.txt").read_text("utf-8").rstrip("\n")]
    for name, model in known_keys().items():
        out += ["", f"## {name}", "", (model.__doc__ or "").strip().split("\n")[0], ""]
        out += ["| key | type | default | |", "|---|---|---|---|"]
        schema = model.model_json_schema()
        for key, prop in schema["properties"].items():
            default = json.dumps(prop.get("default"), ensure_ascii=False)
            cells = (f"`{name}.{key}`", _type_of(prop, schema), f"`{default}`", comments.get(f"{name}.{key}", ""))
            out.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join([*out, ""])


def record_reference() -> str:
    """``record.md``: the fields of the record in their order."""
    from cleaner.schema import Record

    schema = Record.model_json_schema()
    out = [(DOCS / "record.head.txt").read_text("utf-8").rstrip("\n"), "", "## Fields", ""]
    parts = {"": schema, **{f"{name}.": _part(schema, name) for name in _nested(schema)}}
    for prefix, part in parts.items():
        if prefix:
            out += ["", f"### {prefix.rstrip('.')}", "", (part.get("description") or "").split("\n")[0], ""]
        out += ["| field | type | |", "|---|---|---|"]
        for key, prop in part["properties"].items():
            cells = (f"`{prefix}{key}`", _type_of(prop, schema), prop.get("description", ""))
            out.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join([*out, ""])


def _nested(schema: dict[str, object]) -> list[str]:
    properties = schema["properties"]
    assert isinstance(properties, dict)  # noqa: S101 - pydantic's schema of a model
    return [key for key, prop in properties.items() if "$ref" in json.dumps(prop)]


def _part(schema: dict[str, object], name: str) -> dict[str, object]:
    properties, parts = schema["properties"], schema["$defs"]
    assert isinstance(properties, dict)  # noqa: S101
    assert isinstance(parts, dict)  # noqa: S101
    found = re.search(r'"#/\$defs/(\w+)"', json.dumps(properties[name]))
    part: dict[str, object] = parts[found[1]] if found else {}
    return part


def _type_of(prop: dict[str, object], schema: dict[str, object]) -> str:
    """A property's type in words."""
    if "anyOf" in prop and isinstance(prop["anyOf"], list):
        return " or ".join(dict.fromkeys(_type_of(option, schema) for option in prop["anyOf"]))
    if "enum" in prop and isinstance(prop["enum"], list):
        return ", ".join(map(str, prop["enum"]))
    if "const" in prop:
        return str(prop["const"])
    if "$ref" in prop:
        return "object"
    if prop.get("type") == "array":
        items = prop.get("items")
        if not isinstance(items, dict):
            return "list"
        return f"list of {_type_of(items, schema)}" + ("" if "enum" in items else "s")
    limits = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
    bounds = [f"{sign} {prop[name]:g}" for name, sign in limits.items() if name in prop]  # type: ignore[str-format] # numbers
    kind = "path" if prop.get("format") == "path" else str(prop.get("type", "any"))
    return ", ".join([kind, *bounds])


def languages_reference() -> str:
    """``languages.md``: the number of phrase rules of each language, and how they were checked."""
    from cleaner.report.languages import render_languages

    return f"{(DOCS / 'languages.head.txt').read_text('utf-8')}\n{render_languages()}"


def architecture_reference() -> str:
    """``architecture.md``: the way of a page through the code, and the rooms with their imports."""
    from docs.architecture import picture, table

    head = (DOCS / "architecture.head.txt").read_text("utf-8").rstrip("\n")
    return f"{head}\n\n{picture()}\n\n{table()}\n"


def metadata_reference() -> str:
    """``metadata.md``: the sources of each field, in the order in which they are tried."""
    from cleaner.read.metadata.table import EXTRACTORS, PLAIN_EXTRACTORS

    out = [(DOCS / "metadata.head.txt").read_text("utf-8").rstrip("\n")]
    for title, extractors in (("HTML", EXTRACTORS), ("Plain text", PLAIN_EXTRACTORS)):
        out += ["", f"## {title}", "", "| field | source | trust | |", "|---|---|---|---|"]
        for entry in extractors:
            meaning = (entry.read.__doc__ or "").strip().split("\n")[0].replace("|", "\\|")
            out.append(f"| {entry.field} | `{entry.source}` | {entry.trust.name.lower()} | {meaning} |")
    return "\n".join([*out, ""])


REFERENCES = {
    "architecture.md": architecture_reference,
    "configuration.md": configuration_reference,
    "record.md": record_reference,
    "languages.md": languages_reference,
    "metadata.md": metadata_reference,
}


def command_names() -> frozenset[str]:
    """The commands that this version of cleaner has."""
    from cleaner.cli.app import app

    names = {command.name for command in app.registered_commands} | {group.name for group in app.registered_groups}
    return frozenset(name for name in names if name)


def main() -> int:
    """Build or check. Prints on stderr what was out of date."""
    check = "--check" in sys.argv[1:]
    stale: list[str] = []
    for name, make in REFERENCES.items():
        path, text = DOCS / name, make()
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(name)
            if not check:
                path.write_text(text, "utf-8")
    for path in DOCUMENTS:
        outcome = run_document(path, command_names())
        stale += outcome.faults
        for reason in outcome.skipped:
            sys.stderr.write(f"not run: {reason}\n")
        if outcome.text != path.read_text("utf-8") and not check:
            path.write_text(outcome.text, "utf-8")
    for fault in stale:
        sys.stderr.write(f"out of date: {fault}\n")
    return int(bool(stale) and check)


if __name__ == "__main__":
    sys.exit(main())
