#!/usr/bin/env bash
# markdownify 1.2.3, html2text 2025.4.15 and html-to-markdown 3.21.2 (PyPI); markdown-it-py 4.3.0 reads the Markdown. A
# link right after an exclamation mark: a footnote after "Yahoo!", or "Book now!" and a link. Expected: a link, so some
# escape of the mark, which CommonMark allows (section 2.4) and needs here, because "![" opens an image (section 6.4).
# Seen: all three write "![" and a reader shows an image, so the words of the link are gone from the text. markdownify
# does so with escape_misc=True too, which escapes most other signs. With a space between them the link is a link.
# Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    "markdownify==1.2.3" "html2text==2025.4.15" "html-to-markdown==3.21.2" "markdown-it-py==4.3.0"
"$folder/venv/bin/python" - <<'PYTHON'
import html2text
import html_to_markdown
import markdownify
from markdown_it import MarkdownIt

PAGE = '<p>Book now!%s<a href="https://example.org/ferry">Timetable of the ferry</a></p>'
NOTE = '<p>She worked at Yahoo!<sup><a href="#note-3">note 3</a></sup> for a year.</p>'
CONVERTERS = (
    lambda page: markdownify.markdownify(page, escape_misc=True),
    lambda page: html2text.html2text(page, bodywidth=0),
    lambda page: html_to_markdown.convert(page).content,
)


def images(page):
    shown = [MarkdownIt("commonmark").render(convert(page)) for convert in CONVERTERS]
    print(*shown)
    return ["<img" in text and "<a" not in text for text in shown]


seen = images(PAGE % ""), images(PAGE % " "), images(NOTE)
print(seen)
raise SystemExit(0 if seen == ([True] * 3, [False] * 3, [True, False, True]) else 1)
PYTHON
