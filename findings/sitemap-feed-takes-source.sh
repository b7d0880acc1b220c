#!/usr/bin/env bash
# ultimate-sitemap-parser 1.8.1 (PyPI). A feed as a sitemap, which the sitemap protocol allows: an Atom feed of a
# planet, whose entries carry the atom:source of the blog they come from (RFC 4287, section 4.2.11), and an RSS feed
# with the media:title of a picture, as WordPress.com writes it. Expected: the link and title of the entry; the source
# has the link and title of a whole feed. Seen: the page is the home page of the blog, so all entries of a blog are one
# page and their own addresses are gone; the title is the blog's, or the picture's. Each link and title inside an entry
# counts, at any depth and also in foreign namespaces, and the last one wins. Exits 1 if this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "ultimate-sitemap-parser==1.8.1"
"$folder/venv/bin/python" - <<'PYTHON'
from usp.tree import sitemap_from_str

ENTRY = """<entry><id>https://ann.example/%(name)s</id><title>%(name)s</title>
<link href="https://ann.example/%(name)s"/>
<published>2024-03-07T08:00:00Z</published><updated>2024-03-07T08:00:00Z</updated>%(source)s</entry>"""
SOURCE = """<source><id>https://ann.example/</id><title>Blog of Ann</title><updated>2024-03-08T08:00:00Z</updated>
<link href="https://ann.example/"/></source>"""
ATOM = """<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">
<id>https://planet.example/</id><title>Planet</title><updated>2024-03-08T08:00:00Z</updated>%s</feed>"""
RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>Harbour</title><link>https://ann.example/</link><description>News</description><item><title>ferry</title>
<link>https://ann.example/ferry</link><media:content url="https://ann.example/1.jpg" medium="image">
<media:title>a small boat</media:title></media:content></item></channel></rss>"""


def pages(text):
    return [(page.url, page.news_story.title) for page in sitemap_from_str(text).all_pages()]


def planet(source):
    return pages(ATOM % "".join(ENTRY % {"name": name, "source": source} for name in ("ferry", "quay")))


plain, planets, picture = planet(""), planet(SOURCE), pages(RSS)
print(plain, planets, picture, sep="\n")
good = plain == [("https://ann.example/ferry", "ferry"), ("https://ann.example/quay", "quay")]
same = planets == [("https://ann.example/", "Blog of Ann")]
raise SystemExit(0 if good and same and picture == [("https://ann.example/ferry", "a small boat")] else 1)
PYTHON
