#!/usr/bin/env bash
# latex2mathml 3.81.1 into mathml-to-latex 1.0.0 (both PyPI). The names of functions. Expected: \log x and \lim come
# back with their backslash, because MathML marks them as one identifier (<mi>log</mi>). Seen: log x and lim_{...}
# without it, which LaTeX sets as a product of letters. A vector's arrow comes back as \overset, and \mathbb{R} is
# right. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "latex2mathml==3.81.1" "mathml-to-latex==1.0.0"
"$folder/venv/bin/python" - <<'PYTHON'
from latex2mathml.converter import convert
from mathml_to_latex.converter import MathMLToLaTeX

seen = [MathMLToLaTeX().convert(convert(formula)) for formula in (r"\log x", r"\lim_{x\to 0}", r"\vec{v}", r"\mathbb{R}")]
print(seen)
wanted = ["log x", r"lim_{x \rightarrow 0}", r"\overset{\rightarrow}{v}", r"\mathbb{R}"]
raise SystemExit(0 if seen == wanted else 1)
PYTHON
