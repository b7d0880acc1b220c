"""Build hook: compiles the core (``cleaner/core/src``) if possible. Otherwise the package is pure Python.

A C compiler on the machine is used first. Without one, the build requires ``ziglang`` from PyPI, which contains one, on
the platforms that it supports. Without either, or if ``CLEANER_PURE=1`` is set, nothing is compiled, and one line says
so. Both ways give the same output.
"""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = Path(__file__).parent / "cleaner" / "core" / "src"
TARGET = SOURCES.parent / f"_core{sysconfig.get_config_var('EXT_SUFFIX') or '.so'}"
FLAGS = ("-O2", "-std=c11", "-fPIC", "-shared", "-fno-strict-aliasing", "-DNDEBUG")
ZIGLANG = "ziglang>=0.13"
ZIG_MACHINES = {"x86_64", "amd64", "aarch64", "arm64"}
TIMEOUT_S = 600


def find_compiler() -> list[str] | None:
    """The command of a C compiler: of ``CC``, of the machine, or of ziglang. None if there is none."""
    named = shlex.split(os.environ.get("CC", ""))
    if named and shutil.which(named[0]):
        return named
    found = next((path for name in ("cc", "gcc", "clang") if (path := shutil.which(name))), None)
    if found:
        return [found]
    return [sys.executable, "-m", "ziglang", "cc"] if find_spec("ziglang") else None


def why_pure() -> str | None:
    """Why nothing is compiled, or None."""
    if os.environ.get("CLEANER_PURE", "") not in {"", "0"}:
        return "CLEANER_PURE asks for it"
    if sys.implementation.name != "cpython" or sys.platform == "win32":
        return f"the core is not made for {sys.implementation.name} on {sys.platform}"
    if not (Path(sysconfig.get_path("include")) / "Python.h").is_file():
        return "Python's headers are missing"
    return None


def compile_core(target: Path = TARGET, flags: tuple[str, ...] = FLAGS) -> str | None:
    """Compile the core to ``target``. Return why that failed, or None."""
    reason = why_pure()
    if reason is not None:
        return reason
    compiler = find_compiler()
    if compiler is None:
        return "there is no C compiler"
    undefined = ("-undefined", "dynamic_lookup") if sys.platform == "darwin" else ()
    beside = target.with_name(f"{target.name}.{os.getpid()}")
    sources = [str(path) for path in sorted(SOURCES.glob("*.c"))]
    command = [*compiler, *flags, *undefined, f"-I{sysconfig.get_path('include')}", *sources, "-o", str(beside)]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=TIMEOUT_S)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"the compiler failed: {error}"
    if done.returncode:
        beside.unlink(missing_ok=True)
        return f"the compiler failed: {(done.stderr or done.stdout).strip()[-500:]}"
    beside.replace(target)  # atomically, because another process may have the old one open
    return None


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the compiled core to wheels, and puts it into the source tree for editable installations."""

    def dependencies(self) -> list[str]:
        """The build's own requirements: hatchling, and a compiler if the machine has none."""
        if why_pure() is not None or find_compiler() is not None or platform.machine().lower() not in ZIG_MACHINES:
            return []
        return [ZIGLANG]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the core before the files of a wheel are gathered."""
        if self.target_name != "wheel":
            return
        reason = compile_core()
        if reason is not None:
            TARGET.unlink(missing_ok=True)
            self.app.display_warning(f"the core was not compiled, and pure Python does its work: {reason}")
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["artifacts"].append(f"/{TARGET.relative_to(SOURCES.parents[2]).as_posix()}")
