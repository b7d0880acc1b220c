"""The extractors of authors from what a page states for machines: its schema, its metas, addresses of profiles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from urllib.parse import unquote

from cleaner.model import Block
from cleaner.patterns import later
from cleaner.read.metadata.author_marks import MAX_AUTHORS, sign
from cleaner.read.metadata.crafts import is_place
from cleaner.read.metadata.evidence import Evidence, NameCandidate
from cleaner.read.metadata.folding import clean, fold, host_of, registrable
from cleaner.read.metadata.jsonld import FORUM_KINDS, Statement
from cleaner.read.metadata.names import MAX_PERSON_WORDS, has_given_name, is_person, tidy_ends, without_place
from cleaner.read.metadata.words import fold_name, without_word_before_date, words

OPINIONS = frozenset({"Review", "UserReview", "CriticReview", "VideoObject"})  # their authors are not the page's
# Fields of libraries and journals, which put the family name first.
FAMILY_FIRST = frozenset(
    {"citation_author", "citation_authors", "bepress_citation_author", "eprints.creators_name"}
)  # fmt: skip
AUTHOR_METAS = (
    "citation_author", "citation_authors", "bepress_citation_author", "eprints.creators_name",
    "author", "article:author", "parsely-author", "sailthru.author", "cxenseparse:author", "dc.creator",
    "dcterms.creator", "og:author", "byl", "article:author_name", "lp.article:author",
    "bylines", "authors", "article.author", "dc.contributor", "og:article:author", "vr:author", "dable:author",
    "news_authors", "rbauthors", "dc.creator.name", "dc.creator.personalname", "dcterms.contributor",
)  # fmt: skip
# Fields of other names whose last word says that they hold authors: "analytics:author", "article_author".
AUTHOR_META = re.compile(r"(?:\A|[:._ -]|article)(?:authors?|byline|writer|(?:author|byline)_?name)\Z")
PEOPLE_METAS = ("creator", "twitter:creator")
APP = "smartbanner:"  # its fields are those of an app
# Other words of such names: whose author it is, if not that of the page.
OTHER_WORKS = frozenset(
    {
        "app", "banner", "book", "comment", "cover", "file", "generator", "image", "media", "music", "photo", "picture",
        "plugin", "podcast", "quote", "review", "software", "template", "theme", "thumbnail", "video",
    }
)  # fmt: skip
META_MARKS = re.compile(r"[:._-]")
MAX_META_NAME_CHARS = 60
# An element of the author whose name stands in an element without text.
ITEM = "itemprop="
SCOPES = ('"author"', "'author'", "author")
MAX_ITEMS = 5_000
MANY_ITEMS = 3  # authors, from which some are those of teasers
MAX_BEGINNING_CHARS = 30  # of a text, by which its place is found
SCOPE = later(r"[^<>]{0,400}>\s{0,99}(?P<fields>(?:<(?:meta|link)\b[^<>]{0,400}>\s{0,99}){1,6})", re.I)
NAME_FIELD = later(r"""<(?=[^<>]{1,400}itemprop=["']?name\b)[^<>]{1,400}?\bcontent=(?:"([^"<>]+)"|'([^'<>]+)')""", re.I)
OPINION = later(r"""itemprop=["']?(?:review|comment|suggestedanswer|acceptedanswer)""", re.I)
# The title of a post in a social network, perhaps with the beginning of its text.
POSTED = later(r"(?P<name>[^():@]{1,50}?)\s\(@[\w.@-]{2,60}\)(?=\Z|:\s|\s(?:on|auf|sur|en|su|em|op|•|·|/|–|-)\s)")
PROFILE = re.compile(
    r"/(?:authors?|autor(?:es|en|in)?|auteurs?|autori?|profiles?|people|persons?|staff|editors|contributors?|by|writers?"
    r"|columnists?|journalists?|reporters?|bios?|byline|redakteure?|persoon|personen|av|signataires?|firm(?:a|as|e)"
    r"|(?:die-)?redaktion|kolumnisten|toimittajat|yazarl?a?r?|autorzy|penulis|skribent(?:er)?|journalister)/(?P<slug>[^/?#]{3,60})/?(?:[?#]|\Z)",
    re.I,
)
CAPITAL = r"[A-ZÀ-ÞĀ-ŽΆ-ΩЀ-Я]"
WORD = rf"{CAPITAL}[^\W\d_]+(?:[-'’][^\W\d_]+)?"
# A bare name: two or three capitalised words, perhaps an initial between; or small words between them.
PLAIN_NAME = re.compile(rf"{WORD}(?: [A-ZÀ-Þ]\.)?(?: {CAPITAL}[^\W\d_]*(?:[-'’][^\W\d_]+)?){{1,2}}")
PARTICLED = re.compile(rf"{WORD}(?: {WORD})?(?: [a-z]{{1,5}}){{1,2}}(?: {WORD}){{1,2}}")
# Between a name and the place or the role behind it, and an agency in brackets.
FIRST_NOT_LATIN = "\u0370"  # of the scripts in which the list of given names has none
PLACE_MARK = re.compile(r",\s|\s?/\s?")
BRACKETED = re.compile(r"\s?\(([^()]{2,30})\)\Z")
MAX_WORD_CHARS = 3  # of an abbreviation that is a word as well
# The title of a post where the network is named: "Ann Lee on Instagram: ...".
NETWORKS = frozenset({"instagram", "linkedin", "threads", "tiktok", "facebook", "twitter", "x"})
POSTED_ON = later(r"(?P<name>[^():@#|]{2,50}?)\s[^\W\d_]{1,4}\s(?P<network>[A-Z][A-Za-z]{0,9})\s?:\s")
POST = later(r"/(?:posts|feed/update|p|reels?|status|post|video|videos|photo|photos)/")  # in its address
MIN_SLUG_WORDS, MAX_SLUG_WORDS = 2, 4
MAX_ADDRESS_CHARS = 300
COMPANY_FIELDS = frozenset({"author"})  # in which web designers name their company


def authors_in_schema(seen: Evidence) -> Iterator[NameCandidate]:
    """The authors of the item that the page is about. Who is called a person there is one, whatever the name is
    like; but for posts in a forum a single word is no name beside a full one elsewhere.
    """
    statement = seen.statement
    if statement is None or (statement.kind in OPINIONS and not _is_own_review(statement, seen)):
        return
    houses = {fold_name(agent.name) for agent in statement.authors if "organi" in agent.kind}
    forum = statement.kind in FORUM_KINDS
    persons = {
        fold_name(agent.name) for agent in statement.authors
        if agent.kind == "person" and (forum or 1 < len(agent.name.split()) <= MAX_PERSON_WORDS)
    }  # fmt: skip
    source = f"json-ld:{statement.kind}.author"
    yield sign([agent.name for agent in statement.authors], source, seen.sites, houses, persons, stated=True)


def _is_own_review(statement: Statement, seen: Evidence) -> bool:
    """Whether a review is the text of the page: the only one, at the top of the schema, and of a named thing."""
    if statement.kind == "VideoObject" or statement.listed or "itemReviewed" not in statement.node:
        return False
    return sum(item.kind in OPINIONS for item in seen.statements) == 1


def authors_in_metas(seen: Evidence) -> Iterator[NameCandidate]:
    """The fields for authors, and the labelled fields of sharing cards."""
    values: dict[str, list[str]] = {}
    for name, content in seen.head.metas:
        values.setdefault(name, []).append(content)
    for key in AUTHOR_METAS:
        if key in values:
            named = [clean(value) for value in values[key][:MAX_AUTHORS]]
            signed = sign(named, f"meta:{key}", seen.sites, stated=True, family_first=key in FAMILY_FIRST)
            yield _without_companies(signed, seen) if key in COMPANY_FIELDS and signed.others else signed
    for name in values:
        if "author" not in name and "byline" not in name and "writer" not in name:
            continue
        if name in AUTHOR_METAS or name.startswith(APP) or len(name) > MAX_META_NAME_CHARS:
            continue
        if AUTHOR_META.search(name) and OTHER_WORKS.isdisjoint(META_MARKS.split(name)):
            yield sign([clean(value) for value in values[name][:MAX_AUTHORS]], f"meta:{name}", seen.sites, stated=True)
    for name in PEOPLE_METAS:  # which often hold handles and companies
        if " " in (said := clean(values.get(name, [""])[0])) and "@" not in said:
            yield sign([said], f"meta:{name}", seen.sites, stated=True)._replace(others=())
    for nth in ("1", "2", "3"):
        label, data = values.get(f"twitter:label{nth}", [""])[0], values.get(f"twitter:data{nth}", [""])[0]
        said = clean(label).lower()
        if data and (words().byline.fullmatch(said) or words().dense_role.fullmatch(said)):
            yield sign([clean(data)], f"meta:twitter:data{nth}", seen.sites, stated=True)


def author_of_post(seen: Evidence) -> Iterator[NameCandidate]:
    """The name in the title that a social network gives to a post: "Ann Lee (@annlee)", "Ann Lee on LinkedIn: ..."."""
    if seen.metas.get("og:type") == "profile":
        return
    network = registrable(host_of(seen.address)).partition(".")[0]
    for name in ("og:title", "twitter:title"):
        title = seen.metas.get(name, "")
        found = POSTED.match(clean(title)) if "(@" in title else None
        if found is None and network in NETWORKS and POST.search(seen.address or ""):
            found = POSTED_ON.match(clean(title))
            found = found if found is not None and found["network"].lower() == network else None
            found = found if found is not None and not found["name"].rpartition(" ")[2].islower() else None
        if found is not None:
            yield NameCandidate((found["name"],), (), f"meta:{name}")


def _without_companies(signed: NameCandidate, seen: Evidence) -> NameCandidate:
    """The authors in a field without companies other than the one of the site: those that made the site."""
    forms = words().company_forms
    label = fold(registrable(host_of(seen.address)).partition(".")[0])
    others = tuple([
        name for name in signed.others
        if forms.isdisjoint(part.strip(".").casefold() for part in name.split()[1:])
        or not label or label in fold(name) or fold(name.split()[0]) in label or fold(name) in seen.sites
    ])  # fmt: skip
    return signed._replace(others=others)


def authors_in_microdata(seen: Evidence) -> Iterator[NameCandidate]:
    """The name in an element without text inside the one of the author: ``<meta itemprop=name content="Ann Lee">``."""
    start = _find_scope(seen.html)
    found = SCOPE.match(seen.html, start) if start >= 0 else None
    named = NAME_FIELD.search(found["fields"]) if found is not None else None
    if named is not None and OPINION.search(seen.html, 0, start) is None and not _is_of_teaser(start, seen):
        yield sign([clean(named[1] or named[2])], "[itemprop=author]", seen.sites, stated=True)


def _is_of_teaser(start: int, seen: Evidence) -> bool:
    """Whether the first author is one of several, below the beginning of the text: those of other pages."""
    scope = seen.html[start : start + len(ITEM) + len(SCOPES[0])]
    if seen.place.prose is None or seen.html.count(scope, start) < MANY_ITEMS:
        return False
    return 0 <= seen.html.find(seen.blocks[seen.place.prose].text[:MAX_BEGINNING_CHARS]) < start


def _find_scope(html: str) -> int:
    """The place of the first item property that is an author, or -1. One search is faster than one for each quote."""
    at = -1
    for _ in range(MAX_ITEMS):
        at = html.find(ITEM, at + 1)
        if at < 0 or html.startswith(SCOPES, at + len(ITEM)):
            return at
    return -1


def names_in_profiles(seen: Evidence) -> Iterator[NameCandidate]:
    """The name in the address of an author's profile, which some pages state instead of the name itself.

    The name must be that of a person whom the page names as well, or begin with a common given name.
    """
    found = [
        (content, f"meta:{name}") for name, content in seen.head.metas
        if "author" in name and content.startswith(("http", "/"))
    ]  # fmt: skip
    found += [(href, "link:author") for rel, href, _ in seen.head.links if "author" in rel.split()]
    statement = seen.statement
    if statement is not None:
        found.extend((address, f"json-ld:{statement.kind}.author") for address in statement.profiles)
    names: list[str] = []
    source = ""
    for address, told in found[:MAX_AUTHORS]:
        name = _name_in(address[:MAX_ADDRESS_CHARS], seen)
        if name is not None and name not in names:
            names.append(name)
            source = source or told
    if names:
        yield sign(names, source, seen.sites)


def is_plain_name(text: str) -> bool:
    """Whether a text is a bare name. One with small words within begins with a common given name: "Jan de Vries"."""
    if PLAIN_NAME.fullmatch(text) is not None:
        return True
    return PARTICLED.fullmatch(text) is not None and has_given_name(text.partition(" ")[0])


def linked_author(block: Block) -> str:
    """The name with which a line begins, if it is a link to the page of an author: a place or a role follows it."""
    link = next((span for span in block.spans if span.kind == "link"), None)
    if link is None or link.start or PROFILE.search(link.value) is None or block.link_chars > link.end:
        return ""
    return name if " " in (name := block.text[: link.end]) and is_person(name) else ""


def named_agency(text: str) -> str:
    """The agency that is all of a line but a section before it or a place behind it: "World - AFP", "AFP, MANILA".

    Behind a word such as "Photo" or a sign of copyright, it signs a picture.
    """
    parted = PLACE_MARK.search(text)
    if parted is not None and is_place(place := text[parted.end() :]):
        label, said = place, text[: parted.start()]
    else:
        label, _, said = text.rpartition(" - ")
    if fold_name(said) not in words().agencies or not said[0].isalnum():
        return ""
    if len(said) <= MAX_WORD_CHARS and said.istitle():
        return ""  # "Spa", "App"
    return "" if words().other_hands.match(f"{label}:") else said


def name_before_place(text: str, sites: Set[str], *, dated: bool = False) -> str:
    """A line without the place, the role or the house behind a name: "Ann Lee, Berlin", "Ann - elleryNews".

    The name begins with a common given name: others may be venues. Another word behind a dash is a subject: "Ann Lee
    - Music". ``sites`` are the folded names of the site. With ``dated``, a day follows the text: then "Ann Lee in
    Berlin" may be a caption.
    """
    if (bracket := BRACKETED.search(text)) is not None and fold_name(bracket[1]) in words().agencies:
        return text[: bracket.start()]
    parted = PLACE_MARK.search(text)
    if parted is not None:
        name, place = text[: parted.start()], text[parted.end() :]
        close = fold(place) in sites or _is_role(place) or fold_name(place) in words().agencies
        known = has_given_name(name.partition(" ")[0])
        if (is_place(place) and (known or text[0] >= FIRST_NOT_LATIN)) or (close and known):
            return name
    if not has_given_name(text):
        return text
    name, dash, house = text.partition(" - ")
    if dash and (is_place(house) or (" " not in house and (fold(house) in sites or not house.istitle()))):
        return name if has_given_name(name) else text
    return text if dated else without_place(text)


def _is_role(text: str) -> bool:
    """Whether what follows a name is a role, and nothing else."""
    return "," not in text and words().roles.search(text) is not None


def bare_name(part: str) -> str:
    """A part of a line without the word that begins a byline, those before a date, and how long it takes to read."""
    label = words().dating.search(part)
    part = part[: label.start()] if label is not None and " " in part[: label.start()].strip() else part
    part = words().reading_time.sub("", part) if any(map(str.isdigit, part)) else part
    part = tidy_ends(without_word_before_date(f"{part.rstrip()} "))
    match = words().byline.match(part)
    return part[match.end() :] if match and match[0][-1:].isspace() else part


def _name_in(address: str, seen: Evidence) -> str | None:
    """The name in the address of a profile as the page spells it, or else with capitals."""
    found = PROFILE.search(address)
    parts = [part for part in re.split(r"[-_.+ ]", unquote(found["slug"])) if part] if found else []
    while parts and parts[-1].isdigit():
        parts.pop()
    if not MIN_SLUG_WORDS <= len(parts) <= MAX_SLUG_WORDS or not all(map(str.isalpha, parts)):
        return None
    said = " ".join(parts).casefold()
    shown = next((block.text for block in seen.blocks if said in block.text.casefold()), None)
    if shown is not None:
        at = shown.casefold().find(said)
        name = shown[at : at + len(said)]
        name = name if name.casefold() == said else said.title()
    elif parts[0].casefold() in words().given_names:
        name = said.title()
    else:
        return None
    if is_place(name) and parts[0].casefold() not in words().given_names:
        return None
    return name if is_person(name) and words().roles.search(name) is None else None
