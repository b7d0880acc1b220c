"""Bylines in scripts that separate words by punctuation instead of spaces: Han, kana and Hangul."""

from __future__ import annotations

import re

from cleaner.patterns import later
from cleaner.read.metadata.words import author_words, words
from cleaner.words import EAST_ASIAN

HANGUL = later(r"[\uac00-\ud7af]")
# The desk that a Korean agency puts before a report: [Seoul=agency].
DESK = later(r"[\[(（［][^\[\]()（）［］]{0,40}[=＝](?P<reporter>[^\[\]()（）［］]{0,40})[\])）］]")
BRACKETS = str.maketrans(dict.fromkeys("〔〕【】［］[]（）()「」『』《》〈〉", " "))
READING = later(r"[（(][\u3041-\u309f・ 　]{2,30}[)）]")  # how a name is read, behind it
TOKEN = later(r"[^\s／/|｜、，,;；・·‧•●:：＝=]+")
# The form of a name on an unmarked line.
NAME = later(r"[\u3400-\u9fff々]{2,4}|[\u3400-\u9fff々]{1,3} [\u3400-\u9fff々]{1,3}|[\uac00-\ud7af]{2,4}")
# Two names, each of the usual two or three characters, and "and" between them.
AND = later(r"(?<![\u3400-\u9fff])([\u3400-\u9fff]{2,3})和([\u3400-\u9fff]{2,3})(?![\u3400-\u9fff])")
# The address of a reporter beside the name, and the marks before a line that signs.
MAIL = later(r"[\s(（]{0,3}[\w.+-]{1,40}@[\w.-]{1,60}[)）]?")
SIGNS = "/／=＝▶■●·- "
MAX_LINE_CHARS, MAX_MAIL_LINE_CHARS = 40, 120
NAME_CHARS = 2, 3  # of a Chinese name that is glued to the place of the report
PLACE_CHARS = 2
MAX_PART_CHARS = 3  # of the family name and the given name
MIN_HANGUL_CHARS = 3  # of a Korean name that is glued to a role
MAX_RANK_CHARS = 2  # before a Korean role, such as "senior"


def is_unspaced(text: str) -> bool:
    """Whether a text has a letter of a script that is written without spaces between words."""
    return not text.isascii() and EAST_ASIAN.search(text) is not None


def split_dense(text: str) -> list[str] | None:
    """The parts of a byline that may be names, or None if the text is not in such a script.

    >>> split_dense("記者李曉明／台北報導"), split_dense("本报记者 李晓明"), split_dense("责任编辑：王芳 作者：李晓明")
    (['李曉明'], ['李晓明'], ['李晓明'])
    >>> split_dense("홍길동·김철수 기자"), split_dense("山田 太郎記者"), split_dense("Ann Lee") is None
    (['홍길동', '김철수'], ['山田 太郎'], True)
    >>> split_dense("사회부 홍길동 기자")
    ['홍길동']
    >>> split_dense("作者简介"), split_dense("記者会見"), split_dense("文 港町"), split_dense("文／港町")
    ([], [], [], ['港町'])
    """
    if text.isascii():
        return None
    letters = sum(char.isalpha() for char in text)
    if len(EAST_ASIAN.findall(text)) * 2 < letters or not letters:
        return None
    known = words()
    text = READING.sub("", _without_desk(text)).translate(BRACKETS).strip()
    plain = _without_house(text)
    if plain != text and known.dense_role.match(plain) is not None:
        text = plain
    if "和" in text:
        text = AND.sub(_part_names, text)
    tokens = [*TOKEN.finditer(text)]
    found: list[str] = []
    others = False  # whether a label announces the names of other contributors
    apart = HANGUL.search(text) is not None  # whether a space separates two names, not the two parts of one
    before = ""  # the mark between this token and the previous one
    behind = ""  # how the previous token stands before this one, if that is a role (``_may_be_name``)
    for nth, token in enumerate(tokens):
        said = token[0]
        end = tokens[nth + 1].start() if nth + 1 < len(tokens) else len(text)
        mark = text[token.end() : end].strip()[:1]
        label = _read_label(said, alone=bool(mark) or end < len(text), named=bool(found) and not before)
        if label is not None:
            others, said = label[0], label[1]
            apart = apart or (not others and mark in ("", ":", "："))
            if mark in ("=", "＝") and not said and found and not before:
                break  # the place of the report
        elif (mark and mark in ":：") or (mark and mark in "=＝" and not known.honorifics.search(said)):
            others, said = False, ""  # an unknown label, or an organisation before its reporter
        said = "" if others else _without_report(known.honorifics.sub("", said))
        if said and not _may_be_name(said, "glued" if label is not None else behind):
            said = ""
        behind = ""
        if label is not None and not said and not mark:
            behind = "doubt" if len(token[0]) == 1 or HANGUL.match(token[0]) else "role"
        if said and found and not before and nth and not (apart and _is_apart(found[-1], said)):
            found[-1] = f"{found[-1]} {said}"
        elif said:
            found.append(said)
        before = mark
    if apart and len(found) > 1:  # "사회부 홍길동 기자"
        found = [*(name for name in found[:-1] if not name.endswith(author_words().dense_desks)), found[-1]]
    return found


def _is_apart(name: str, said: str) -> bool:
    """Whether two words with a space between them are two names, not the two parts of a Japanese one."""
    short = len(name) < MAX_PART_CHARS and len(said) < MAX_PART_CHARS and HANGUL.match(said) is None
    families = words().family_names
    return not short or (name.startswith(families) and said.startswith(families))


def _part_names(both: re.Match[str]) -> str:
    """Two names with a separator instead of the word between them, if both begin like family names."""
    families = words().family_names
    return f"{both[1]}、{both[2]}" if both[1].startswith(families) and both[2].startswith(families) else both[0]


def is_dense_byline(text: str) -> bool:
    """Whether a line begins with the role of a reporter and contains only names of people.

    In Korean the role stands behind the name.

    >>> is_dense_byline("記者李曉明／台北報導"), is_dense_byline("記者たちが集まった"), is_dense_byline("By Ann Lee")
    (True, False, False)
    >>> is_dense_byline("홍길동 기자"), is_dense_byline("기자 홍길동"), is_dense_byline("홍길동 대표")
    (True, True, False)
    """
    if len(text) <= MAX_MAIL_LINE_CHARS:
        text = (MAIL.sub("", text) if "@" in text else text).lstrip(SIGNS)
    if len(text) > MAX_LINE_CHARS or not is_unspaced(text):
        return False
    plain = _without_house(_without_desk(text).translate(BRACKETS).lstrip())
    if words().dense_role.match(plain) is None and not _begins_with_reporter(plain):
        return False
    names = split_dense(text) or []
    return bool(names) and all(NAME.fullmatch(name) for name in names)


def signed_name(text: str) -> str:
    """The name in brackets of which a line consists, as at the end of Japanese news. Empty if there is none.

    >>> signed_name("【山田太郎】"), signed_name("（写真）"), signed_name("山田太郎")
    ('山田太郎', '', '')
    """
    name = text.translate(BRACKETS).strip()
    named = len(text) == len(name) + 2 and not text[0].isalnum() and NAME.fullmatch(name) is not None
    return name if named and name.startswith(words().family_names) and name not in words().places else ""


def reporter_of(text: str) -> str:
    """The reporter behind the desk at the beginning of a report, before a sign: "(Ellery=agency) NAME ROLE = "."""
    desk = DESK.match(text)
    line, sign, _ = text[desk.end() : desk.end() + MAX_LINE_CHARS].partition("=") if desk is not None else ("", "", "")
    return line.strip() if sign and is_dense_byline(line.strip()) else ""


def _without_desk(text: str) -> str:
    """A line without the desk of an agency. If a reporter is named in its brackets, only the place before goes."""
    return DESK.sub(
        lambda desk: f" {desk['reporter']} " if words().honorifics.search(desk["reporter"]) else " ", text
    )  # fmt: skip


def _without_house(text: str) -> str:
    """A line without the newspaper, or the source with its label, that stands before the role of the reporter."""
    known = words()
    label, mark, rest = text.partition("：" if "：" in text else ":")
    if mark and label.strip() in known.dense_other_hands:
        text = rest.lstrip()
    house, _, rest = text.partition(" ")
    return rest.lstrip() if house.endswith(known.dense_houses) else text


def _begins_with_reporter(text: str) -> bool:
    """Whether a Korean line begins with a name and a role."""
    name, _, rest = text.partition(" ")
    role = rest.split(maxsplit=1)[:1]
    names = TOKEN.findall(name)
    if HANGUL.match(name) is None or not all(map(NAME.fullmatch, names)) or not role:
        return False
    if not all(one.startswith(words().family_names) for one in names):
        return False  # "전직 기자"
    match = words().honorifics.search(role[0])
    return match is not None and match.start() == 0


def _read_label(said: str, *, alone: bool, named: bool) -> tuple[bool, str] | None:
    """Read a token as a label: whether it is for other contributors, and the rest of it. None if it is no label.

    ``alone`` means that something follows it, ``named`` that a name comes right before it.
    """
    known = words()
    if said in known.dense_other_hands:
        return True, ""
    if said in known.dense_labels:
        return False, ""
    match = known.dense_role.match(said)
    if match is None:
        return None
    rest = said[match.end() :]
    rank = match.end() - match.start() - len(match["role"])
    if rest or not rank or (alone and not named) or (named and rank <= MAX_RANK_CHARS and HANGUL.search(said)):
        return False, rest
    return None


def _may_be_name(said: str, behind: str) -> bool:
    """Whether a word behind a role may be a name: it is no place, and in doubt it begins like a family name.

    Other nouns make a compound with a role right before them ("glued": 作者简介), or with one of a single character and
    a Korean one even after a space ("doubt": 文 化財, 기자 회견). Glued Korean nouns have two syllables, as few names.
    """
    known = words()
    if not behind or not is_unspaced(said):
        return True
    if said in known.places or (behind == "glued" and HANGUL.match(said) and len(said) < MIN_HANGUL_CHARS):
        return False
    return behind == "role" or said.startswith(known.family_names)


def _without_report(part: str) -> str:
    """A name without the place and the word for a report that may be glued to it. Empty if there is only a report."""
    match = words().dense_report.search(part)
    if match is None:
        return part
    part = part[: match.start()]
    return part[:-PLACE_CHARS] if len(part) - PLACE_CHARS in NAME_CHARS else ""
