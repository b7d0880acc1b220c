#!/usr/bin/env bash
# mathml-to-latex 1.0.0 (PyPI). Brackets that are single operators: an opening brace, and the half-open interval ]0, 1[.
# Expected: brackets that LaTeX reads, such as "\{" or a plain "]". Seen: "\left{\right." and "\left]\right.", in which
# the brace is no delimiter, and a variable in braces is in "\left{\right. x \left.\right}". Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "mathml-to-latex==1.0.0"
"$folder/venv/bin/python" - <<'PYTHON'
from mathml_to_latex.converter import MathMLToLaTeX

braces = MathMLToLaTeX.convert("<math><mo>{</mo><mi>x</mi><mo>}</mo></math>")
interval = MathMLToLaTeX.convert("<math><mo>]</mo><mn>0</mn><mo>,</mo><mn>1</mn><mo>[</mo></math>")
print(braces)
print(interval)
raise SystemExit(not (r"\left{" in braces and r"\right}" in braces and r"\left]" in interval))
PYTHON
