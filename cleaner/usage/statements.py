"""Statements in response headers, in the TDM file of a site, and in the head of a page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from cleaner.model import Head, UsageStatement
from cleaner.patterns import later
from cleaner.usage.fields import content_signal, content_usage, robots_directives, tdm_reservation
from cleaner.usage.paths import matches, normal, path_of
from cleaner.usage.vocabulary import license_at, statement
from cleaner.vocabulary import Use

# The response headers that state something about uses.
HEADERS = ("content-usage", "content-signal", "x-robots-tag", "tdm-reservation", "tdm-policy", "link")
METAS = frozenset({"robots", "x-robots-tag", "tdm-policy", "tdm-reservation", "content-usage", "content-signal"})
TDMREP_PATH = "/.well-known/tdmrep.json"
CRAWLER = "cleaner"  # the name by which a site can address this crawler
MAX_TDM_RULES = 10_000
MAX_STATEMENTS = 100  # per kind of source
LINK = later(r"<([^<>]{1,2000})>([^<]{0,500})")
LICENSE_REL = later(r";\s*rel\s*=\s*(?:\"(?:[^\"]*\s)?license(?:\s[^\"]*)?\"|license\s*(?:[;,]|$))", re.IGNORECASE)


def from_headers(
    headers: Iterable[tuple[str, str]], token: str = CRAWLER, base: str = ""
) -> tuple[UsageStatement, ...]:
    """The statements in the headers of a response. A repeated field is one list (RFC 9110, 5.3)."""
    joined: dict[str, list[str]] = {}
    for name, value in headers:
        if name.lower() in HEADERS:
            joined.setdefault(name.lower(), []).append(value)
    said = []
    if usage := ", ".join(joined.get("content-usage", [])):
        said.append(_made("header content-usage", usage, content_usage(usage)))
    for value in joined.get("content-signal", [])[:MAX_STATEMENTS]:
        said.append(_made("header content-signal", value, content_signal(value)))
    for value in joined.get("x-robots-tag", [])[:MAX_STATEMENTS]:  # a crawler's name applies to the end of its field
        said.append(_made("header x-robots-tag", value, robots_directives(value, token)))
    for value in joined.get("tdm-reservation", [])[:MAX_STATEMENTS]:
        policy = "".join(joined.get("tdm-policy", [])[:1])
        said.append(_made("header tdm-reservation", _tdm_text(value, policy), tdm_reservation(value.strip())))
    for value in joined.get("link", [])[:MAX_STATEMENTS]:
        for address, parameters in LINK.findall(value):
            if LICENSE_REL.search(parameters):
                said.append(license_at("header link", address, base))
    return tuple(one for one in said if one is not None)


def from_tdmrep(body: bytes, url: str) -> tuple[UsageStatement, ...]:
    """The statements of ``/.well-known/tdmrep.json`` for one URL: the rules with the longest matching location."""
    try:
        rules = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    path = path_of(url)
    found: list[tuple[int, UsageStatement]] = []
    for rule in rules[:MAX_TDM_RULES] if isinstance(rules, list) else ():
        location = rule.get("location") if isinstance(rule, dict) else None
        if not isinstance(location, str):
            continue
        pattern = normal(location if location.startswith(("/", "*")) else f"/{location}")
        answers = tdm_reservation(rule.get("tdm-reservation"))
        if answers and matches(pattern, path):
            policy = rule.get("tdm-policy")
            text = _tdm_text(str(rule.get("tdm-reservation")), policy if isinstance(policy, str) else "")
            found.append((len(pattern), statement("tdmrep.json", f"{location} {text}", answers)))
    longest = max((length for length, _ in found), default=0)
    return tuple(said for length, said in found if length == longest)


def from_head(head: Head, base: str) -> tuple[UsageStatement, ...]:
    """The statements of a page in its meta and link elements."""
    stated = [meta for meta in head.metas if meta[0] in METAS or meta[0] == CRAWLER.lower()]
    policy = next((content for name, content in stated if name == "tdm-policy"), "")
    said = []
    for name, content in stated:
        if name in ("robots", CRAWLER.lower()):
            said.append(_made(f"meta {name}", content, robots_directives(content, CRAWLER)))
        elif name == "x-robots-tag":
            said.append(_made("meta x-robots-tag", content, robots_directives(content, CRAWLER)))
        elif name == "tdm-reservation":
            said.append(_made("meta tdm-reservation", _tdm_text(content, policy), tdm_reservation(content)))
        elif name == "content-usage":
            said.append(_made("meta content-usage", content, content_usage(content)))
        elif name == "content-signal":
            said.append(_made("meta content-signal", content, content_signal(content)))
    for rel, href, _ in head.links:
        if "license" in rel and "license" in rel.split() and href.strip():
            said.append(license_at("link license", href, base))
    return tuple(one for one in said if one is not None)[:MAX_STATEMENTS]


def _made(source: str, text: str, answers: dict[Use, bool]) -> UsageStatement | None:
    return statement(source, text, answers) if answers else None


def _tdm_text(value: str, policy: str) -> str:
    return f"tdm-reservation={value.strip()}" + (f" tdm-policy={policy.strip()}" if policy.strip() else "")
