"""Under an article comments, teasers and an author's box go; where they are the text they stay."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.article import Article
from cleaner.config import Config
from cleaner.judge import asides
from cleaner.judge.people import find_author_boxes
from cleaner.judge.phrases import find_matches, load_rules
from cleaner.judge.threads import find_threads
from cleaner.read.html import read_html
from tests.thread_pages import COMMENTS, MARKUPS, STORIES, Comment, article, flat, hashed, page, wordpress

STORY, SAID = STORIES["en"], COMMENTS["en"]


def texts_left(html: str, comments: list[Comment]) -> list[str]:
    text = clean(html).text
    return [said for _, _, said in comments if said in text]


@pytest.mark.parametrize("place", ["below", "inside"])
@pytest.mark.parametrize("language", list(STORIES))
@pytest.mark.parametrize("markup", list(MARKUPS))
def test_a_thread_under_an_article_goes_and_the_story_stays(markup: str, language: str, place: str) -> None:
    comments = COMMENTS[language]
    html = article(language, **{place: MARKUPS[markup](language, comments)})
    result = clean(html)
    assert [said for _, _, said in comments if said in result.text] == []
    assert all(paragraph in result.text for paragraph in STORIES[language])


@pytest.mark.parametrize("markup", [hashed, flat])
def test_two_comments_under_a_heading_are_a_thread(markup: object) -> None:
    assert callable(markup)
    assert texts_left(article("en", inside=markup("en", SAID[:2])), SAID) == []


def test_removals_say_what_went_and_by_which_rule() -> None:
    gone = [gone for gone in clean(article("en", inside=flat("en", SAID))).removed if gone.judge == "asides"]
    assert {(one.kind, one.rule) for one in gone} == {("comments", "thread")}


def test_a_thread_longer_than_the_article_goes_too() -> None:
    """The loss guard refuses rules that take most of the prose; a thread has a guard of its own."""
    many = [(f"{name} {n}", time, f"{said} {STORY[n % 4]}") for n in range(8) for name, time, said in SAID]
    assert texts_left(article("en", inside=hashed("en", many)), many) == []


LONG = [(name, time, f"{said} {STORIES['en'][at]}") for at, (name, time, said) in enumerate(SAID)]


@pytest.mark.parametrize(("head", "stay"), [
    ('<meta property="og:url" content="https://www.harbour.example/showthread.php?t=11">', 4),
    ('<link rel=canonical href="https://forum.harbour.example/d/11-the-ferry">', 4),
    ('<link rel=canonical href="https://harbour.example/forums/ferries/11-the-ferry">', 4),
    ('<link rel=canonical href="https://harbour.example/forum/the-ferry">', 0),  # opinions of a newspaper
    ('<link rel=canonical href="https://forum.example/news/the-ferry">', 0),
    ('<link rel=alternate href="https://www.harbour.example/showthread.php?t=11">', 0),
])  # fmt: skip
def test_posts_stay_at_an_address_of_a_forum_though_the_first_reads_like_an_article(head: str, stay: int) -> None:
    html = article("en", inside=hashed("en", LONG)).replace("</head>", f"{head}</head>")
    assert len(texts_left(html, LONG)) == stay


def by_asides(result: Article) -> list[str]:
    return [gone.text for gone in result.removed if gone.judge == "asides"]


LIVE = '<script type="application/ld+json">{"@type": "LiveBlogPosting"}</script>'
QUESTION = '<script type="application/ld+json">{"@type": "QAPage", "mainEntity": {"@type": "Question"}}</script>'
STAYS = {
    "a live blog": (
        f"<article><h1>Ferry vote live</h1><p>{STORY[0]}</p><p>{STORY[3]}</p>{hashed('en', SAID)}</article>", LIVE,
    ),
    "a live blog that does not say so": (
        f"<article><h1>Ferry vote live</h1><p>{STORY[0]}</p><p>{STORY[3]}</p>" + "".join(
            f"<div class=u><div><b>Anna Berg</b> <time>{14 - n}:05</time></div><p>{said}</p></div>"
            for n, said in enumerate(STORY)
        ) + "</article>", "",
    ),
    "a question with its answers": (
        f"<h1>How do I take a bicycle on the ferry?</h1><p>{STORY[0]} {STORY[1]}</p>{hashed('en', SAID)}", QUESTION,
    ),
    "a forum": (
        "<h1>Will the ferry come back?</h1>" + hashed("en", [(n, t, f"{s} {STORY[1]}") for n, t, s in SAID]), "",
    ),
    "an interview": (
        f"<article><h1>A bridge helps nobody</h1><p>{STORY[0]}</p>" + "".join(
            f"<p><strong>The Courier:</strong> What about 2019?</p><p><strong>Ida Marsh:</strong> {said}</p>"
            for said in STORY
        ) + "</article>", "",
    ),
    "letters to the editor": (
        "<article><h1>Letters to the editor</h1><p>Every week we print what readers write to us.</p>" + "".join(
            f"<h3>{name}</h3><p class=d>{time[:11]}</p><p>{said}</p>"
            for said, (name, time, _) in zip(STORY, SAID, strict=True)
        ) + "</article>", "",
    ),
    "what is on": (
        f"<article><h1>What is on in May</h1><p>{STORY[0]}</p><p>{STORY[1]}</p>" + "".join(
            f"<div class=e><h3>{name}</h3><p>{n + 3} May 2024, 20:00</p><p>{STORY[n]}</p></div>"
            for n, name in enumerate(["Harbour Concert", "Night of Boats", "Pier Market", "Spring Regatta"])
        ) + "</article>", "",
    ),
    "the days in order": (
        f"<article><h1>How the ferry came back</h1><p>{STORY[0]}</p><p>{STORY[1]}</p><ul>" + "".join(
            f"<li><span>{n + 3}.05.2024 {name}</span><p>{STORY[n]}</p></li>"
            for n, name in enumerate(["Council votes", "Appeal filed", "Court rules", "First trip"])
        ) + "</ul></article>", "",
    ),
    "voices in the middle of a story": (
        f"<article><h1>Ten years of the ferry</h1><p>{STORY[0]}</p><p>{STORY[1]}</p><p>We asked those who crossed:</p>"
        + "".join(
            f"<blockquote><p>{said}</p><footer>{name}, {time[:11]}</footer></blockquote>" for name, time, said in SAID
        ) + f"<p>{STORY[3]}</p></article>", "",
    ),
    "a recipe with reviews": (
        f"<article><h1>Fish soup</h1><p>{STORY[0]}</p><ol><li>{STORY[1]}</li><li>{STORY[2]}</li></ol></article>"
        + "<section class=reviews><h2>Reviews</h2>" + "".join(
            f"<div class=review><b>{name}</b> <span>{time}</span><p>{said}</p></div>" for name, time, said in SAID
        ) + "</section>", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(STAYS))
def test_what_is_built_like_a_thread_and_is_the_text_stays(name: str) -> None:
    body, head = STAYS[name]
    assert by_asides(clean(page(body, head))) == []


@pytest.mark.parametrize("kind", ["forum", "product", "listing", "collection", "service"])
def test_on_pages_of_other_kinds_nothing_goes(kind: str) -> None:
    config = Config.model_validate({"clean": {"kind": kind}})
    assert by_asides(clean(article("en", inside=wordpress("en", SAID)), config=config)) == []


def test_comments_under_next_to_no_text_are_the_text() -> None:
    assert by_asides(clean(page(f"<h1>Ferry</h1><p>What do you say?</p>{hashed('en', SAID)}"))) == []


def test_the_users_own_rule_stands_above() -> None:
    html = article("en", inside=hashed("en", SAID))
    for setting in ({"keep_comments": True}, {"keep": ["asides/thread"]}):
        config = Config.model_validate({"clean": setting})
        assert by_asides(clean(html, config=config)) == []


BIO = "Clara Venn has written about harbours and the people who work in them since 2009. She lives on a boat."
LONGER = f"<p>{STORY[1]}</p><p>{STORY[2]}</p><p>{STORY[3]}</p>"


@pytest.mark.parametrize(("language", "head"), [("en", "About the author"), ("de", "Über die Autorin")])
def test_a_box_about_the_author_goes(language: str, head: str) -> None:
    result = clean(article(language, inside=f"<h3>{head}</h3><p>{BIO}</p>"))
    assert BIO not in result.text
    assert STORIES[language][-1] in result.text


def test_a_longer_text_about_the_author_stays() -> None:
    assert by_asides(clean(article("en", inside=f"<h3>About the author</h3>{LONGER}"))) == []


def teasers(
    count: int, summary: str = "A bridge of the harbour stays closed for another {n} weeks, says the office."
) -> str:
    return "<div class=grid>" + "".join(
        f'<div class=g1><a href="/x/{n}"><h3>Bridge number {n} stays closed</h3></a><p>{summary.format(n=n)}</p>'
        f"<span>{n % 28 + 1}.05.2024</span></div>" for n in range(count)
    ) + "</div>"  # fmt: skip


@pytest.mark.parametrize("count", [6, 12, 40])
def test_teasers_below_an_article_go(count: int) -> None:
    result = clean(article("en", below=teasers(count)))
    assert "another" not in result.text
    assert "stays closed" not in result.text
    assert all(paragraph in result.text for paragraph in STORY)


def test_teasers_in_the_element_of_the_story_go_where_they_are_cut_short() -> None:
    cut = "A bridge of the harbour stays closed for another {n} weeks, and nobody at the office knows …"
    assert "another" not in clean(article("en", inside=teasers(12, cut))).text
    assert by_asides(clean(article("en", inside=teasers(12)))) == []


def test_a_list_of_places_with_links_is_no_list_of_teasers() -> None:
    """A listicle: the items are the text, and stand where the story stands."""
    items = "".join(
        f'<div class=i><h3><a href="/p/{n}">The pier number {n}</a></h3><p>{STORY[n]}</p></div>' for n in range(4)
    )
    assert by_asides(clean(article("en", inside=items * 2))) == []
    assert (
        by_asides(clean(page(f"<article><h1>Eight piers</h1><p>{STORY[0]}</p><p>{STORY[1]}</p>{items * 2}</article>")))
        == []
    )


@pytest.mark.parametrize("count", ["{n} Comments", "{n} comments", "Comments ({n})"])
def test_a_front_page_whose_articles_count_their_comments_is_no_thread(count: str) -> None:
    """The time of each stands beside a link to its comments, which is no button to answer."""
    topics = ("Boats", "Piers", "Fares", "Tides", "Bridges", "Gulls", "Winter", "Council")
    rows = "".join(
        f"<article><header><a href=/a/{n}>Harbour number {n} gets a new pier</a></header><div class=details>"
        f"{n + 1} March 08:2{n} PM EST - {topic} - {topic} - <a href=/a/{n}#c>{count.format(n=n + 2)}</a></div>"
        f"<p>{STORY[n % 4]}</p></article>" for n, topic in enumerate(topics)
    )  # fmt: skip
    document = read_html(page(rows))
    assert not any(asides.is_sure(thread) for thread in find_threads(document, load_rules("en")))


def test_threads_are_told_without_a_name_of_an_element() -> None:
    document = read_html(article("en", inside=hashed("en", SAID)))
    (thread,) = find_threads(document, load_rules("en"))
    assert (len(thread.posts), thread.named, thread.headed, thread.answers, thread.names) == (4, False, True, 4, 4)
    assert asides.is_sure(thread)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 600 + "<p>Ida, 3.5.2024</p><p>text</p>" * 3_000,
        '<div class="comment"><p>Ida, 3.5.2024</p><p>text</p>' * 400,
        "".join(f"<div class=c{n}><p>Ida 3.5.2024</p><p>says</p></div>" for n in range(6_000)),
        "<ul>" + "<li><a href=/x>One two three</a></li>" * 20_000,
    ],
    ids=["deep", "nested", "many", "links"],
)
def test_hostile_pages_end(html: str) -> None:
    assert clean(f"<html><body><h1>Title</h1><p>{STORY[0] * 3}</p>{html}").status


@pytest.mark.parametrize(
    ("language", "head"),
    [("en", "About the author"), ("de", "Über den Autor"), ("ru", "Об авторе"), ("zh", "关于作者")],
)
def test_a_box_about_the_author_of_one_paragraph_goes_and_one_in_plain_text(language: str, head: str) -> None:
    story = STORIES[language]
    said = f"<p><strong>{head}:</strong> {BIO}</p>"
    for body in (article(language, inside=said), article(language, below=said)):
        result = clean(body)
        assert BIO not in result.text
        assert all(paragraph in result.text for paragraph in story)
    for box in (f"{head}\n\n{BIO}", f"{head}: {BIO}"):
        text = clean("\n\n".join(["Night ferries", *story, box]) + "\n", content_type="text/plain").text
        assert BIO not in text
        assert all(paragraph in text for paragraph in story)


def test_a_paragraph_about_an_author_in_the_middle_of_a_text_stays() -> None:
    said = f"<p>About the author: {BIO}</p>{LONGER}{LONGER}"
    assert by_asides(clean(article("en", inside=said))) == []
    assert by_asides(clean(page(f"<h1>Ferry</h1><p>About the author: {BIO}</p><p>{STORY[0]}</p>"))) == []


@pytest.mark.parametrize("count", [6, 40])
def test_teasers_that_no_element_holds_together_go(count: int) -> None:
    flat_teasers = "".join(
        f"<h3><a href=/x/{n}>Bridge number {n} stays closed</a></h3><p>It stays closed for {n} weeks more.</p>"
        for n in range(count)
    )
    result = clean(article("en", below=flat_teasers))
    assert "stays closed" not in result.text
    assert all(paragraph in result.text for paragraph in STORY)
    assert by_asides(clean(article("en", inside=flat_teasers))) == []


@pytest.mark.parametrize(
    "label", ["Read more:", "More on this story:", "Читайте другие материалы по теме:", "相关阅读："]
)
def test_a_label_that_announces_nothing_does_not_end_the_text(label: str) -> None:
    links = "".join(f'<li><a href="/{n}">A story of {n} ferries</a></li>' for n in range(4))
    html = page(
        f"<article><h1>Ferries return</h1><p>{'</p><p>'.join(STORY)}</p><p>{label}</p><ul>{links}</ul></article>"
    )
    result = clean(html)
    assert label not in result.text
    assert all(paragraph in result.text for paragraph in STORY)


@pytest.mark.parametrize("line", ["The council read its letter aloud, and this is what the letter had to say:", "Note"])
def test_a_last_sentence_and_a_last_line_without_a_colon_are_no_labels(line: str) -> None:
    document = read_html(page(f"<article><h1>Ferries</h1><p>{'</p><p>'.join(STORY)}</p><p>{line}</p></article>"))
    rules = load_rules("en")
    matches = find_matches(document.blocks, rules)
    verdicts = asides.judge(document, [True] * len(document.blocks), "article", rules, matches)
    assert [verdict for verdict in verdicts if verdict.rule == "last-label"] == []


def test_a_label_above_text_that_stays_is_left_alone() -> None:
    document = read_html(page(f"<article><p>{STORY[0]}</p><p>Note:</p><p>{STORY[1]}</p><p>{STORY[2]}</p></article>"))
    rules = load_rules("en")
    matches = find_matches(document.blocks, rules)
    verdicts = asides.judge(document, [True] * len(document.blocks), "article", rules, matches)
    assert verdicts == []


def test_paragraphs_further_below_the_words_about_the_author_are_no_author_box() -> None:
    rules = load_rules("en")
    head = "<h3>About the author</h3>"
    for between, found in ("<p>Born 1974</p>" * 6, []), ("<p>Born 1974</p>", [range(3, 6)]):
        read = read_html(f"<body>{LONGER}{head}{between}<p>{BIO}</p></body>")
        keep = [block.text != "Born 1974" for block in read.blocks]
        assert find_author_boxes(read.blocks, keep, rules, find_matches(read.blocks, rules)) == found
