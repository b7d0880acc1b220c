"""What the page's head states about its kind, as numbers: schema.org types, OpenGraph type, the site's software."""

from __future__ import annotations

import json
import re
from html import unescape

from cleaner.model import Head
from cleaner.patterns import later

TYPE = re.compile(r'"@type"\s*:\s*(?:\[\s*)?"(?:https?://schema\.org/)?(\w+)"')
BODY = later(r'"articleBody"\s*:\s*("[^"\\]*(?:\\.[^"\\]*)*")')
MARKUP = re.compile(r"<[^<>]*>")
MIN_BODY_CHARS = 300
MAX_SCRIPT_CHARS = 200_000
# Groups of schema.org types (https://schema.org/docs/full.html) that distinguish kinds of pages.
TYPE_GROUPS = (
    {"NewsArticle", "ReportageNewsArticle", "OpinionNewsArticle", "LiveBlogPosting", "AnalysisNewsArticle"},
    {"Article", "BlogPosting", "TechArticle", "ScholarlyArticle", "Blog"},
    {"Product", "Offer", "AggregateOffer", "ProductGroup"},
    {"DiscussionForumPosting", "QAPage", "Question", "Answer", "Comment"},
    {"ItemList", "CollectionPage", "SearchResultsPage", "OfferCatalog"},
    {"FAQPage", "HowTo", "Recipe"},
    {"Organization", "LocalBusiness", "WebSite", "Service"},
)
ARTICLES = TYPE_GROUPS[0] | TYPE_GROUPS[1] - {"Blog"}
SOFTWARE = (
    re.compile(r"phpbb|vbulletin|xenforo|discourse|smf|mybb|invision|vanilla|nodebb|flarum", re.I),
    re.compile(r"shopify|woocommerce|magento|prestashop|bigcommerce|opencart", re.I),
    re.compile(r"docusaurus|sphinx|mkdocs|gitbook|vitepress|hugo|jekyll|docutils|doxygen|javadoc|readme", re.I),
    re.compile(r"wordpress|ghost|blogger|drupal|joomla|typo3|medium", re.I),
)
ADDRESS = (
    re.compile(r"/(?:forum|forums|thread|threads|topic|viewtopic|showthread|questions|community|t)[/.?-]", re.I),
    re.compile(r"/(?:product|products|shop|item|dp|p|store)/", re.I),
    re.compile(r"/(?:docs?|documentation|reference|manual|api|guide|wiki|help)[/.]", re.I),
    re.compile(r"/(?:category|categories|tag|tags|collections?|search|archive|topics|listing|catalog)(?:/|$)", re.I),
    re.compile(r"/(?:19|20)\d\d/|\d{5,}|(?:-\w+){4,}", re.I),
)
# Addresses at which the software of forums serves threads, and hosts that are named after one.
# A folder "forum" may hold the opinions of a newspaper.
FORUM = later(
    r"^https?://(?:www\.)?(?:forums?|bbs|boards|discuss|discourse)\.[^/?#]*\."
    r"|^https?://[^?#]*/(?:(?:viewtopic|showthread|showtopic|viewthread)\b|(?:forums|threads)/.)",
    re.I,
)
PAGE_FACTS = len(TYPE_GROUPS) + len(SOFTWARE) + len(ADDRESS) + 3


def page_facts(head: Head) -> list[float]:
    """PAGE_FACTS flags: groups of types, software, forms of the address, OpenGraph article, product or other."""
    types = {name for script in head.json_ld for name in TYPE.findall(script[:MAX_SCRIPT_CHARS])}
    metas = {name: content for name, content in reversed(head.metas) if name in ("og:type", "generator", "og:url")}
    canonical = next((href for rel, href, _ in head.links if rel == "canonical"), "")
    address = canonical or metas.get("og:url", "")
    kind = metas.get("og:type", "").lower()
    made_by = metas.get("generator", "")
    return [
        *(float(not types.isdisjoint(group)) for group in TYPE_GROUPS),
        *(float(pattern.search(made_by) is not None) for pattern in SOFTWARE),
        *(float(pattern.search(address) is not None) for pattern in ADDRESS),
        float("article" in kind), float("product" in kind), float(bool(kind)),
    ]  # fmt: skip


def is_article(head: Head) -> bool:
    """Whether a page calls itself an article, in OpenGraph or in schema.org types."""
    if any(name == "og:type" and "article" in content.lower() for name, content in head.metas):
        return True
    return any(
        name in ARTICLES for script in head.json_ld for name in TYPE.findall(script[:MAX_SCRIPT_CHARS])
    )  # fmt: skip


def is_forum(head: Head) -> bool:
    """Whether the address that a page states for itself is one of a forum, where posts are the text."""
    stated = (href for rel, href, _ in head.links if rel == "canonical")
    shared = (content for name, content in head.metas if name == "og:url")
    return any(FORUM.search(address) for address in (*stated, *shared))


def find_body(head: Head) -> str:
    """The longest ``articleBody`` in the page's JSON-LD, with white space folded. Empty if there is none."""
    best = ""
    for script in head.json_ld:
        if "articleBody" not in script:
            continue
        for found in BODY.finditer(script):
            try:
                body = json.loads(found[1], strict=False)
            except ValueError:
                continue
            body = " ".join(unescape(MARKUP.sub(" ", body)).split())
            best = max(best, body, key=len)
    return best if len(best) >= MIN_BODY_CHARS else ""
