#!/usr/bin/env bash
# mathml-to-latex 1.0.0 (PyPI). A MathML table without brackets around it, as MathJax writes aligned equations.
# Expected: the rows in an environment (array, aligned, matrix), since & and \\ are errors outside of one in LaTeX.
# Seen: a & = 1 \\ b & = 2      (no \begin, no \end)
# Inside <mfenced> or bracket operators the same table gets \begin{bmatrix} or the like. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "mathml-to-latex==1.0.0"
"$folder/venv/bin/python" - <<'PYTHON'
from mathml_to_latex.converter import MathMLToLaTeX

ROWS = "".join(
    f"<mtr><mtd><mi>{name}</mi></mtd><mtd><mo>=</mo><mn>{value}</mn></mtd></mtr>" for name, value in (("a", 1), ("b", 2))
)
tex = MathMLToLaTeX.convert(f"<math><mtable>{ROWS}</mtable></math>")
print(tex)
raise SystemExit(0 if "&" in tex and "\\begin" not in tex else 1)
PYTHON
