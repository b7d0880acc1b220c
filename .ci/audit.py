"""Look for known vulnerabilities in what an interpreter has installed: python .ci/audit.py PYTHON...

Asks OSV, or PyPI where OSV cannot be reached. Where neither answers, says so and passes: nothing was looked at.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

PROBES = {"osv": "https://api.osv.dev/v1/vulns/OSV-2020-111", "pypi": "https://pypi.org/pypi/pip/24.0/json"}  # a mirror has no versions
TIMEOUT_S = 20


def service() -> tuple[str | None, str]:
    """The advisory service that answers, and why those before it do not."""
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
    """Audit one environment; the exit code of pip-audit."""
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
    """Audit every interpreter that is named."""
    name, why = service()
    if name is None:
        print(f"audit skipped: no advisory service can be reached from here ({why})")  # noqa: T201
        return
    codes = [audit(python, name) for python in sys.argv[1:]]
    sys.exit(max(codes, default=0))


if __name__ == "__main__":
    main()
