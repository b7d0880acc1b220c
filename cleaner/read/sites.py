"""Rules of single sites as data: ``<domain>.yaml`` in ``cleaner/data/sites`` and in a folder of the user's own.

A file is read when the first page of its site arrives, and then kept. A folder is listed once. An invalid file is
refused as a whole, with one line that names the file and the key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from cleaner.errors import ConfigError
from cleaner.model import Head, SiteField, SiteRule, SiteRules
from cleaner.read.html import is_selector
from cleaner.shipped import parse_file
from cleaner.vocabulary import REMOVAL_KINDS, RemovalKind

SHIPPED = Path(__file__).parent.parent / "data" / "sites"
FIELDS = ("title", "authors", "published", "modified", "site", "tags", "description", "image")
SELECTORS = {"drop": ("id", "select", "kind"), "keep": ("id", "select")}
PHRASES = {"drop_phrases": ("id", "phrases", "kind", "scope", "max_words"), "keep_phrases": ("id", "phrases")}
KEYS = ("domain", *SELECTORS, *PHRASES, *FIELDS)
SCOPES = ("block", "section")
MAX_FILE_BYTES = 1_000_000


def find_site(url: str | None, folder: Path | None = None) -> SiteRules | None:
    """The rules for a URL: those of its host or of the nearest parent domain that has a file.

    ``folder`` is the user's own, and its file is used if both have one for a domain. Raises ConfigError.
    """
    files = list_sites(folder)
    if not files or not url:
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return _find(ascii_host(host), folder) if host else None


def stated_url(head: Head) -> str | None:
    """The address that a page states for itself, for pages without a known one."""
    canonical = (href for rel, href, _ in head.links if "canonical" in rel.split() and "://" in href)
    return next(canonical, None) or next((text for name, text in head.metas if name == "og:url"), None)


@lru_cache(maxsize=4096)
def _find(host: str, folder: Path | None) -> SiteRules | None:
    files = list_sites(folder)
    labels = host.split(".")
    for start in range(max(1, len(labels) - 1)):
        path = files.get(".".join(labels[start:]))
        if path is not None:
            return read_site(path)
    return None


@lru_cache(maxsize=4096)
def ascii_host(host: str) -> str:
    """A host name in the form of the domain name system, in lower case.

    >>> ascii_host("Zürich.Example.")
    'xn--zrich-kva.example'
    """
    name = host.lower().rstrip(".")
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


@cache
def list_sites(folder: Path | None = None) -> dict[str, Path]:
    """The files of rules by domain, with the user's first. Raises ConfigError if the folder does not exist.

    A folder is listed once. Only a new process sees new files.
    """
    found = {ascii_host(path.stem): path for path in sorted(SHIPPED.glob("*.yaml"))}
    if folder is not None:
        try:
            names = sorted(path for path in folder.iterdir() if path.suffix == ".yaml" and path.is_file())
        except OSError as error:
            raise ConfigError(f"clean.sites_dir: {folder}: {error.strerror or error}") from None
        found.update({ascii_host(path.stem): path for path in names})
    return found


def check_sites(folder: Path) -> None:
    """Read every file of a user's folder. Raises ConfigError for the first invalid one."""
    for path in list_sites(folder).values():
        read_site(path)


@cache
def read_site(path: Path) -> SiteRules:
    """Read one file, whose name is the domain in it. Raises ConfigError."""
    site = parse_site(path)
    if ascii_host(path.stem) != site.domain:
        raise ConfigError(f"{path}: domain: is {site.domain}, so the file must be named {site.domain}.yaml")
    return site


def parse_site(path: Path) -> SiteRules:
    """Read one file, whatever its name. Raises ConfigError with one line that names the file and the key."""
    tree = _load(path)
    _check_keys(f"{path}", tree, KEYS)
    domain = tree.get("domain")
    if not isinstance(domain, str) or not domain.strip() or any(char in domain for char in "/: "):
        raise ConfigError(f"{path}: domain: must be a host name such as example.com (given: {domain!r})")
    name = ascii_host(domain.strip())
    rules = tuple(
        rule
        for key in (*SELECTORS, *PHRASES)
        for rule in _read_rules(f"{path}: {key}", key, tree.get(key), name)
    )  # fmt: skip
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise ConfigError(f"{path}: id {rule.id.partition('/')[2]!r} stands twice")
        seen.add(rule.id)
    fields = tuple(field for key in FIELDS for field in _read_fields(f"{path}: {key}", key, tree.get(key)))
    return SiteRules(name, path.name, rules, fields)


def _load(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise ConfigError(f"{path}: larger than {MAX_FILE_BYTES:,} bytes")
        loaded = parse_file(path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot read the site rules: {error.strerror or error}") from None
    if not isinstance(loaded, dict):
        raise ConfigError(f"{path}: the top level must be a mapping with the key domain")
    return loaded


def _check_keys(where: str, entry: dict[str, Any], known: Iterable[str]) -> None:
    names = [*known]
    for key in entry:
        if key not in names:
            import difflib

            near = difflib.get_close_matches(str(key), names, n=1, cutoff=0.5)
            hint = f"; did you mean {near[0]!r}?" if near else f" (known: {', '.join(names)})"
            raise ConfigError(f"{where}: unknown key {key!r}{hint}")


def _items(where: str, value: object, text_key: str, known: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The entries of a list. A bare text is an entry with itself as its id."""
    if value is None:
        return
    if not isinstance(value, list):
        raise ConfigError(f"{where}: must be a list (given: {value!r})")
    for item in value:
        if isinstance(item, str):
            yield {"id": item.strip(), text_key: item if text_key == "select" else [item]}
            continue
        if not isinstance(item, dict):
            raise ConfigError(f"{where}: {item!r} is neither text nor a mapping with {', '.join(known)} (quote it?)")
        _check_keys(where, item, known)
        if not isinstance(item.get("id"), str) or not item["id"].strip():
            raise ConfigError(f"{where}: id: is missing or not text in {item!r}")
        if text_key not in item:
            raise ConfigError(f"{where}: {item['id']}: {text_key}: is missing")
        yield item


def _read_rules(where: str, key: str, value: object, domain: str) -> Iterator[SiteRule]:
    keep = key.startswith("keep")
    by_selector = key in SELECTORS
    known = SELECTORS[key] if by_selector else PHRASES[key]
    for item in _items(where, value, "select" if by_selector else "phrases", known):
        at = f"{where}: {item['id']}"
        kind = item.get("kind", "other")
        if kind not in REMOVAL_KINDS:
            raise ConfigError(f"{at}: kind: {kind!r} is not one of {', '.join(REMOVAL_KINDS)}")
        scope = item.get("scope", "block")
        if scope not in SCOPES:
            raise ConfigError(f"{at}: scope: {scope!r} is not one of {', '.join(SCOPES)}")
        words = item.get("max_words")
        if words is not None and (not isinstance(words, int) or isinstance(words, bool) or words < 1):
            raise ConfigError(f"{at}: max_words: must be a number of words (given: {words!r})")
        yield SiteRule(
            id=f"{domain}/{item['id'].strip()}",
            keep=keep,
            kind=cast(RemovalKind, kind),
            select=_selector(f"{at}: select", item["select"]) if by_selector else None,
            phrases=() if by_selector else _phrases(f"{at}: phrases", item["phrases"], keep=keep),
            scope=scope,
            max_words=words,
        )


def _selector(where: str, value: object) -> str:
    if not isinstance(value, str) or not is_selector(value):
        raise ConfigError(f"{where}: {value!r} is not a CSS selector")
    return value


def _phrases(where: str, value: object, *, keep: bool) -> tuple[str, ...]:
    phrases = [value] if isinstance(value, str) else value
    if not isinstance(phrases, list) or not phrases:
        raise ConfigError(f"{where}: must be a list of texts (given: {value!r})")
    for phrase in phrases:
        if not isinstance(phrase, str):
            raise ConfigError(f"{where}: {phrase!r} is not text (quote it)")
        if not any(char.isalnum() for char in phrase):
            raise ConfigError(f"{where}: {phrase!r} holds no word")
        inside = phrase.rstrip().removesuffix("*") if keep else phrase.replace("*", "", 1)
        if "*" in inside:
            raise ConfigError(f"{where}: {phrase!r}: one * at most{', at the end' if keep else ''}")
    return tuple(phrases)


def _read_fields(where: str, field: str, value: object) -> Iterator[SiteField]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    for nth, item in enumerate(items, 1):
        name, select = (field if nth == 1 else f"{field}-{nth}"), item
        if isinstance(item, dict):
            _check_keys(where, item, ("id", "select"))
            name, select = item.get("id", name), item.get("select")
        if not isinstance(select, str) or not isinstance(name, str):
            raise ConfigError(f"{where}: {item!r} is not a CSS selector (given as text, or with id and select)")
        path, mark, attribute = select.rpartition("@")
        if not mark or not attribute.replace("-", "").replace(":", "").replace("_", "").isalnum():
            path, attribute = select, ""
        yield SiteField(name, field, _selector(where, path.strip()), attribute.lower() or None)
