"""Build hook: compiles the data files, and the core (``cleaner/core/src``) where that is possible.

A C compiler on the machine is used first. Without one, the build requires ``ziglang`` from PyPI, which contains one, on
the platforms that it supports. Without either, or if ``CLEANER_PURE=1`` is set, nothing is compiled, and one line says
so. Both ways give the same output.

The data files are compiled from YAML into ``cleaner/data/compiled``, which loads faster and gives the same values.
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

ROOT = Path(__file__).parent
SOURCES = ROOT / "cleaner" / "core" / "src"
DATA = ROOT / "cleaner" / "data" / "compiled"
TARGET = SOURCES.parent / f"_core{sysconfig.get_config_var('EXT_SUFFIX') or '.so'}"
FLAGS = ("-O2", "-std=c11", "-fPIC", "-shared", "-fno-strict-aliasing", "-DNDEBUG")
YAML = "PyYAML>=6"
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


def write_data(folder: Path = DATA) -> None:
    """Write the compiled data files below ``folder``, by the code of this package."""
    from cleaner.judge import weights
    from cleaner.judge.tables import write_tables
    from cleaner.shipped import compile_plain

    compile_plain(folder)
    write_tables(folder)
    weights.write_copy(folder)


def compile_data() -> str | None:
    """Write the compiled data files anew, in another process. Return why that failed, or None."""
    shutil.rmtree(DATA, ignore_errors=True)
    command = [sys.executable, "-B", "-c", "import hatch_build; hatch_build.write_data()"]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=TIMEOUT_S, cwd=ROOT)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode:
        shutil.rmtree(DATA, ignore_errors=True)
        return done.stderr.strip()[-500:]
    return None


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds what was compiled to wheels, and puts it into the source tree for editable installations."""

    def dependencies(self) -> list[str]:
        """The build's own requirements: a reader of YAML, and a compiler if the machine has none."""
        if why_pure() is not None or find_compiler() is not None or platform.machine().lower() not in ZIG_MACHINES:
            return [YAML]
        return [YAML, ZIGLANG]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the data and the core before the files of a wheel are gathered."""
        if self.target_name != "wheel":
            return
        reason = compile_data()
        if reason is None:
            build_data["artifacts"].append(f"/{DATA.relative_to(ROOT).as_posix()}/**")
        else:
            self.app.display_warning(f"the data files were not compiled, and load more slowly: {reason}")
        reason = compile_core()
        if reason is not None:
            TARGET.unlink(missing_ok=True)
            self.app.display_warning(f"the core was not compiled, and pure Python does its work: {reason}")
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["artifacts"].append(f"/{TARGET.relative_to(ROOT).as_posix()}")
