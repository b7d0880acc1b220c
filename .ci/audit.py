"""Look for known vulnerabilities in the packages of an interpreter: python .ci/audit.py PYTHON...

Asks OSV, or PyPI if OSV cannot be reached. If neither answers, it says that nothing was checked, and passes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

# The address of one version: a mirror of PyPI answers for packages, but not for versions.
PROBES = {"osv": "https://api.osv.dev/v1/vulns/OSV-2020-111", "pypi": "https://pypi.org/pypi/pip/24.0/json"}
TIMEOUT_S = 20


def service() -> tuple[str | None, str]:
    """The first advisory service that answers, or None, and why those before it do not."""
    why = []
    for name, url in PROBES.items():
        try:
            with urllib.request.urlopen(url, timeout=TIMEOUT_S) as answer:  # noqa: S310 - constant https addresses
                json.load(answer)
        except (OSError, ValueError) as error:
            why.append(f"{name}: {error}")
        else:
            return name, "; ".join(why)
    return None, "; ".join(why)


def audit(python: str, name: str) -> int:
    """Audit one environment. Return the exit code of pip-audit."""
    frozen = subprocess.run(  # noqa: S603
        [python, "-m", "pip", "freeze", "--exclude-editable", "--disable-pip-version-check"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "requirements.txt"
        listed.write_text("\n".join(line for line in frozen.splitlines() if "==" in line) + "\n")
        command = [sys.executable, "-m", "pip_audit", "-s", name, "-r", str(listed), "--no-deps", "--disable-pip"]
        return subprocess.run(command, check=False).returncode  # noqa: S603


def main() -> None:
    """Audit every given interpreter."""
    name, why = service()
    if name is None:
        print(f"audit skipped: no advisory service can be reached from here ({why})")  # noqa: T201
        return
    codes = [audit(python, name) for python in sys.argv[1:]]
    sys.exit(max(codes, default=0))


if __name__ == "__main__":
    main()
