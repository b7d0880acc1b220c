#!/usr/bin/env bash
# newspaper4k 0.9.6 (PyPI). A byline with a name of five words, such as María José de la Cruz, in an element of the
# class byline. Expected: the author, as for a name of four words. Seen: no author at all. A name without spaces (王小明)
# gives none either. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "newspaper4k==0.9.6" "lxml_html_clean==0.4.6"
"$folder/venv/bin/python" - <<'PYTHON'
import newspaper

page = "<html><head><title>T</title></head><body><article><h1>T</h1><p class=byline>By {}</p><p>Text</p></article></body></html>"
seen = []
for name in ("Ana de la Cruz", "María José de la Cruz", "王小明"):
    article = newspaper.Article("https://news.example/a/ferries")
    article.download(input_html=page.format(name))
    article.parse()
    seen.append(article.authors)
print(seen)
raise SystemExit(0 if seen == [["Ana de la Cruz"], [], []] else 1)
PYTHON
