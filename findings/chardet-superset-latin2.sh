#!/usr/bin/env bash
# chardet 7.7.0 (PyPI). detect with prefer_superset=True, which its documentation recommends before decoding, because it
# reports a superset of the charset that was found. Expected: a charset in which the examined bytes mean the same letters.
# Seen: for ISO 8859-2 it reports Windows-1250, which has ś, š, ž, ą and others at different places. Polish and Czech
# text decoded with it has other letters (¶, ľ). For ISO 8859-7 it reports Windows-1253, and the Greek Ά becomes ¶.
# Without the option, all three are found and decoded correctly. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "chardet==7.7.0"
"$folder/venv/bin/python" - <<'PYTHON'
from chardet import detect

TEXTS = {
    "iso8859_2": (
        "Stara zajezdnia za targiem rybnym zostanie przebudowana na szkołę dla cieśli, powiedziała burmistrz.",
        "Starosta města oznámil v pondělí, že stará vozovna bude přestavěna na školu pro tesaře.",
    ),
    "iso8859_7": ("Ο δήμαρχος ανακοίνωσε τη Δευτέρα· Άλλα έργα θα αρχίσουν σύντομα.",),
}
changed = False
for charset, texts in TEXTS.items():
    for text in texts:
        body = text.encode(charset)
        plain, wider = (detect(body, prefer_superset=superset)["encoding"] for superset in (False, True))
        print(charset, plain, wider, body.decode(wider))
        changed |= body.decode(plain) != text or body.decode(wider) == text
raise SystemExit(changed)
PYTHON
