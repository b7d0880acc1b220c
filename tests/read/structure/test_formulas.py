"""Formulas that pages write in text, draw themselves or keep as MathML."""

from __future__ import annotations

import time

import pytest

from cleaner.article import Article
from cleaner.read.html import look_at, read_html
from cleaner.read.structure.mathml import from_mathml
from cleaner.render.markdown import render

ROW = "<mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr>"
TABLE = f"<mtable>{ROW}{ROW}</mtable>"
HALF = "<mfrac><mn>1</mn><mn>2</mn></mfrac>"
ROWS = r"a & b \\ a & b"


def markdown(body: str) -> str:
    page, seen = look_at(f"<html><body>{body}</body></html>")
    return render(Article(blocks=read_html(page, seen=seen).blocks)).strip()


@pytest.mark.parametrize(
    ("inner", "tex"),
    [
        (f"<mi>A</mi><mo>=</mo><mo>(</mo>{TABLE}<mo>)</mo>", rf"A = \begin{{pmatrix}}{ROWS}\end{{pmatrix}}"),
        (f"<mo>[</mo>{TABLE}<mo>]</mo>", rf"\begin{{bmatrix}}{ROWS}\end{{bmatrix}}"),
        (f"<mo>|</mo>{TABLE}<mo>|</mo>", rf"\begin{{vmatrix}}{ROWS}\end{{vmatrix}}"),
        (f"<mi>f</mi><mo>=</mo><mo>{{</mo>{TABLE}", rf"f = \begin{{cases}}{ROWS}\end{{cases}}"),
        (f"<mfenced open='{{' close=''>{TABLE}</mfenced>", rf"\begin{{cases}} {ROWS} \end{{cases}}"),
        (TABLE, rf"\begin{{aligned}}{ROWS}\end{{aligned}}"),
        (f"<mtable><mtr><mtd><mi>A</mi></mtd><mtd><mo>(</mo>{TABLE}<mo>)</mo></mtd></mtr></mtable>",
         rf"\begin{{aligned}}A & \begin{{pmatrix}}{ROWS}\end{{pmatrix}}\end{{aligned}}"),
        ("<mtable><mlabeledtr><mtd><mtext>(7)</mtext></mtd><mtd><mi>a</mi></mtd></mlabeledtr></mtable>", r"a \tag{7}"),
        (f"<mfrac linethickness='0'><mi>n</mi>{HALF}</mfrac>{HALF}",
         r"\genfrac{}{}{0pt}{}{n}{\frac{1}{2}} \frac{1}{2}"),
        ("<msup><mrow><mo>(</mo><mi>a</mi><mi>b</mi><mo>)</mo></mrow><mn>2</mn></msup>", r"\left( a b \right)^{2}"),
        ("<msup><mrow><mo>(</mo><mi>a</mi><mo>)</mo><mo>(</mo><mi>b</mi><mo>)</mo></mrow><mn>2</mn></msup>",
         r"\left(\left( a \right) \left( b \right)\right)^{2}"),
        ("<mtext>50% of </mtext><mi>x</mi><ms>end</ms>", r"\text{50\% of } x \text{end}"),
        ("<mover><mi>y</mi><mo>‾</mo></mover>", r"\overline{y}"),
    ],
)  # fmt: skip
def test_mathml(inner: str, tex: str) -> None:
    assert from_mathml(f"<math>{inner}</math>", "") == tex


@pytest.mark.parametrize(
    ("body", "want"),
    [
        (r"<p>Let \(n\) and \(ab\) be \(f(x)\).</p>", "Let $n$ and $ab$ be $f(x)$."),
        ("<p>From $x_1$ to $10$ and $ab$.</p>", "From $x_1$ to $10$ and $ab$."),
        ("<p>From $x_1$ on it costs $5, and $6 by night.</p>", "From $x_1$ on it costs \\$5, and \\$6 by night."),
        ("<p>It takes $10$ or $20$.</p>", "It takes \\$10\\$ or \\$20\\$."),  # no other formula says what dollars mean
        (r"<p>In sed \(word\) is a group.</p>", "In sed \\\\(word\\\\) is a group."),
        (r"<p>So \begin{equation} c = d \end{equation} holds.</p>", "So $$c = d$$ holds."),
        (r"<p>\begin{align} a &amp;= b \\ c &amp;= d \end{align}</p>",
         "$$\n\\begin{align} a &= b \\\\ c &= d \\end{align}\n$$"),
        (r"<p>A \begin{tabular} stays.</p>", "A \\\\begin{tabular} stays."),
        (r"<p>$$<br>a &amp;= b \\<br />c &amp;= d<br>$$</p>", "$$\na &= b \\\\ c &= d\n$$"),
        (r"<p>\[<br>x = y<br>\]</p>", "$$\nx = y\n$$"),
        ("<p>$$<br>Pizza<br>$$</p>", "\\$\\$\\\nPizza\\\n\\$\\$"),  # the price of a restaurant
        ("<p>So <code class=js-render-math>a^2</code>.</p>", "So $a^2$."),
        ("<pre><code class='language-math math-display'>b = c</code></pre>", "$$\nb = c\n$$"),
        ("<p>So <code class=language-sh>a^2</code>.</p>", "So `a^2`."),
        ("<div class=math><span class=eqno>(1)<a href=#e>¶</a></span>\\[a^2 = b\\]</div>", "$$\na^2 = b\n$$\n\n(1)"),
        ("<table><tr class=ltx_eqn_row><td><math alttext='\\displaystyle x_{1}'></math></td>"
         "<td><math alttext='\\displaystyle=y_{2}'></math></td><td>(2)</td></tr></table>",
         "$$\nx_{1} =y_{2}\n$$\n\n(2)"),
        ("<div><math display=block><mi>x</mi></math><math display=block><mi>y</mi></math></div>",
         "$$\nx\n$$\n\n$$\ny\n$$"),
        ("<div>We have <math display=block><mi>x</mi></math> here.</div>", "We have $$x$$ here."),
    ],
)  # fmt: skip
def test_formulas_of_text_and_software(body: str, want: str) -> None:
    assert markdown(body) == want


@pytest.mark.parametrize("start", ["$$<br>", "\\[<br>", "\\[", "\\begin{align}", "\\begin{align}<br>", "\\end{x}"])
def test_formulas_without_an_end_take_linear_time(start: str) -> None:
    begun = time.process_time()
    markdown(f"<p>{start * 5_000}</p>")
    assert time.process_time() - begun < 2
