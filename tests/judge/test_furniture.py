"""Elements that site software names: profiles in forums, badges in manuals, lines of wikis and recipes."""

from __future__ import annotations

import pytest

from cleaner.judge import asides
from cleaner.judge.phrases import load_rules
from cleaner.read.html import read_html
from cleaner.vocabulary import PageKind

SAID = (
    "The rear brake of our tandem has gone soft again, and fresh oil helped for ten miles at most.",
    "Tie the lever to the bar for a night, and let the bubbles rise into the reservoir before you top it up.",
)
FACT = "Joined: May 2011"


def dropped(markup: str, kind: PageKind = "forum", *, comments: bool = True) -> list[tuple[str, str]]:
    document = read_html(f"<main>{markup}<p>{SAID[0]}</p><p>{SAID[1]}</p></main>")
    keep = [True] * len(document.blocks)
    found = asides.judge(document, keep, kind, load_rules("en"), {}, comments=comments)
    return [(document.blocks[one.block].text, one.kind) for one in found if one.rule == "furniture"]


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        (f'<dl class="postprofile" id="profile7"><dd class="profile-joined">{FACT}</dd></dl>', "author-box"),
        (f'<div class="message-userExtras"><dl class="pairs"><dd>{FACT}</dd></dl></div>', "author-box"),
        (f'<span class="theme-doc-version-badge badge">{FACT}</span>', "navigation"),
        (f'<ul class="wy-breadcrumbs"><li>{FACT}</li></ul>', "breadcrumb"),
        (f'<div role="note" class="hatnote navigation-not-searchable">{FACT}</div>', "navigation"),
        (f'<div class="wprm-recipe-rating"><span>{FACT}</span></div>', "other"),
        (f'<div class="userinfo"><span class="usertitle">{FACT}</span></div>', "author-box"),
        (f'<div class="moderatorbar"><div class="smalltext modified"><em>{FACT}</em></div></div>', "author-box"),
        (f'<div class="message-lastEdit"><time>{FACT}</time></div>', "credit"),
        (f'<div class="crawler-linkback-list"><a href="/t/7">{FACT}</a></div>', "related"),
        (f'<div class="topic-category"><span class="badge-category clear-badge">{FACT}</span></div>', "tags"),
        (f'<table class="plainlinks metadata ambox"><tr><td>{FACT}</td></tr></table>', "other"),
        (f'<details open><summary class="hideme"><span>{FACT}</span></summary>{SAID[0]}</details>', "navigation"),
        (f'<div class="tasty-recipes-cook-mode">{FACT}</div>', "other"),
        (f'<div class="footer-signup"><p>{FACT}</p></div>', "subscription"),
        (f'<a class="wprm-recipe wprm-recipe-print">{FACT}</a>', "other"),
        (f'<div class="page-metadata"><ul><li>{FACT}</li></ul></div>', "other"),
        (f'<div class="kg-card kg-signup-card"><h2>{FACT}</h2></div>', "subscription"),
        (f'<div class="subscription-widget show-subscribe"><p>{FACT}</p></div>', "subscription"),
        (f'<div class="dataTables_info" id="DataTables_Table_0_info" role="status">{FACT}</div>', "navigation"),
        (f'<div class="dt-search"><label>{FACT}</label></div>', "navigation"),
        (f'<span class="post_edit" id="edited_by_7"><span class="edited_post">{FACT}</span></span>', "credit"),
        (f'<div id="bN015__google-cache-hdr"><div>{FACT}</div></div>', "other"),
        (f'<div id="siteSub" class="noprint">{FACT}</div>', "navigation"),
        (f'<div class="pds-box"><div class="pds-question">{FACT}</div></div>', "other"),
    ],
)
def test_what_software_names_goes(markup: str, kind: str) -> None:
    assert dropped(markup) == [(FACT, kind)]


@pytest.mark.parametrize(
    ("page", "markup", "kind"),
    [
        ("article", f'<div class="saboxplugin-wrap"><p>{FACT}</p></div>', "author-box"),
        ("article", f'<section class="author-bio"><p>{FACT}</p></section>', "author-box"),
        ("product", f'<ul class="customer-reviews"><li><p>{FACT}</p></li></ul>', "comments"),
        ("product", f'<div class="c-tooltip__content">{FACT}</div>', "other"),
        ("collection", f'<div class="modal fade"><p>{FACT}</p></div>', "other"),
    ],
)
def test_some_names_mean_chrome_on_pages_of_one_kind(page: PageKind, markup: str, kind: str) -> None:
    assert dropped(markup, page) == [(FACT, kind)]
    assert dropped(markup, "forum") == []


@pytest.mark.parametrize("name", ["signup", "page-metadata", "author-bio", "fields-of-the-newsletter-form"])
def test_a_section_named_by_the_words_of_its_heading_is_text(name: str) -> None:
    """So name generators of manuals each section, or its heading."""
    title = f"3. {name.replace('-', ' ').capitalize()}"
    for markup in (
        f'<section id="{name}"><h2>{title}</h2><p>{FACT}</p></section>',
        f'<div class="section level2" id="{name}"><h2>{title} <a href="#{name}">¶</a></h2><p>{FACT}</p></div>',
        f'<h2 id="{name}">{title}</h2><p>{FACT}</p>',
        f'<dl><dt id="forms.{name}">{name}(mail)</dt><dd>{FACT}</dd></dl>',
    ):
        assert dropped(markup, "documentation") == dropped(markup, "article") == []
    assert dropped(f'<div class="signup"><h2>Letters</h2><p>{FACT}</p></div>', "article")


def test_states_and_headings_of_products() -> None:
    assert dropped(f'<div class="product has-error no-reviews"><p>{FACT}</p></div>', "product") == []
    assert dropped(f'<div id="error-codes"><h2>Error codes</h2><p>{FACT}</p></div>', "product") == []
    assert len(dropped(f'<div id="customer-reviews"><h2>Customer reviews</h2><p>{FACT}</p></div>', "product")) == 2
    assert len(dropped(f'<div class="menu"><h2>Menu</h2><p>{FACT}</p></div>', "product")) == 2


def test_reviews_stay_where_comments_are_wanted() -> None:
    assert dropped(f'<div class="reviews"><p>{FACT}</p></div>', "product", comments=False) == []


@pytest.mark.parametrize("name", ["author-bio", "review"])
def test_a_name_around_most_of_the_text_means_something_else(name: str) -> None:
    markup = f'<div class="{name}"><p>{SAID[0]}</p><p>{SAID[1]}</p><p>{FACT}</p></div>'
    assert dropped(markup, "article") == dropped(markup, "product") == []


@pytest.mark.parametrize("name", ["race-signup", "about-author", "subscribe-form"])
def test_a_section_of_the_text_has_more_words_than_a_box(name: str) -> None:
    box = f'<div class="{name}"><h2>{FACT}</h2>{{}}</div>' + f"<p>{SAID[1]}</p>" * 4
    assert len(dropped(box.format(f"<p>{SAID[0]}</p>"), "article")) == 2
    assert dropped(box.format(f"<p>{SAID[0]}</p><p>{SAID[1]}</p><p>{SAID[0]}</p>"), "article") == []


@pytest.mark.parametrize(
    "markup",
    [
        f'<div class="postprofile">{FACT}</div>',  # the posts of another forum
        f'<div class="message-user">{FACT}</div>',
        f'<div class="kg-card kg-callout-card">{FACT}</div>',
        f'<div class="wprm-recipe-notes">{FACT}</div>',
        f'<div class="doc-theme-version">{FACT}</div>',
        f'<div class="user-edit">{FACT}</div>',
        f'<div class="hatnote"><p>{SAID[0]}</p><p>{SAID[1]}</p><p>{FACT}</p></div>',  # more than half of the text
    ],
)
def test_other_elements_stay(markup: str) -> None:
    assert dropped(markup) == []
