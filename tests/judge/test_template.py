"""Chrome that is known by nothing but its recurrence, and content that recurs for a good reason."""

from __future__ import annotations

import random

import pytest

from cleaner.article import Article
from cleaner.config import TemplateSettings, default_config
from cleaner.jobs.recurrence import KeyCounts, Sieve, unpack
from cleaner.judge.template import Recurring, hash_key, judge, keys_of, least_pages, page_keys
from cleaner.model import Document, Page
from cleaner.pipeline import clean_page
from cleaner.read.html import read_html
from cleaner.read.text import read_text
from tests.pages import Tongue, page

SETTINGS = TemplateSettings()
PAGES = 12


def documents(pages: list[str], *, text: bool = False) -> list[Document]:
    return [read_text(body) if text else read_html(body) for body in pages]


def learn(found: list[Document]) -> Recurring:
    tally = KeyCounts()
    for document in found:
        tally.add("host", keys_of(block.text for block in document.blocks))
    return tally.recurring("host", SETTINGS)


def dropped(document: Document, recurring: Recurring) -> list[str]:
    verdicts = judge(document, recurring, [True] * len(document.blocks))
    return [document.blocks[verdict.block].text for verdict in verdicts]


def test_a_box_in_mid_article_goes() -> None:
    """A box that no rule knows, between two paragraphs, on most pages."""
    box = "<div class='zz1'><p>Rakla mo venta</p><p>Kupo tirel dana</p></div>"
    found = documents([page(n, inside=box if n % 4 else "") for n in range(PAGES)])
    recurring = learn(found)
    for n, document in enumerate(found):
        assert dropped(document, recurring) == (["Rakla mo venta", "Kupo tirel dana"] if n % 4 else [])


def test_lines_after_the_article_go() -> None:
    """Short lines behind the last paragraph, in the article's own container."""
    found = documents([page(n).replace("</article>", "<p>Sento mirka</p></article>") for n in range(PAGES)])
    recurring = learn(found)
    assert all(dropped(document, recurring) == ["Sento mirka"] for document in found)


def test_labels_that_stand_often_on_a_page_stay() -> None:
    """What each page says again and again names its content: a product's data, a speaker, a language of code."""
    rows = "".join(f"<div class='row'><p>Kelmo</p><div><p>{n} vat</p></div></div>" for n in range(4))
    found = documents([page(n, inside=rows) for n in range(PAGES)])
    recurring = learn(found)
    assert all("Kelmo" not in dropped(document, recurring) for document in found)


def test_numbers_tell_lines_apart() -> None:
    """A price or a size is not the same line on another page for having the same unit."""
    found = documents([page(n).replace("</article>", f"<p>{n * 7 + 1} mirka</p></article>") for n in range(PAGES)])
    assert not any(dropped(document, learn(found)) for document in found)


def test_long_chrome_in_its_own_container_goes() -> None:
    """A paragraph about the site under every article."""
    about = Tongue(99).sentence(50)
    found = documents([page(n, below=f"<div class='qq'><p>{about}</p></div>") for n in range(PAGES)])
    recurring = learn(found)
    assert all(dropped(document, recurring) == [about] for document in found)


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_a_syndicated_paragraph_stays(share: float) -> None:
    """A paragraph of background that half of a site's articles carry, or all of them, is still theirs."""
    tongue = Tongue(77)
    shared = f"<p>{tongue.sentence()}</p><p>{tongue.sentence()}</p>"
    found = documents([page(n, inside=shared if n < share * PAGES else "") for n in range(PAGES)])
    recurring = learn(found)
    assert recurring.common
    assert [dropped(document, recurring) for document in found] == [[]] * PAGES


def test_a_syndicated_paragraph_at_the_end_stays() -> None:
    """The last paragraph of most articles is the same."""
    shared = f"<p>{Tongue(78).sentence()}</p></article>"
    found = documents([page(n).replace("</article>", shared) if n % 3 else page(n) for n in range(PAGES)])
    recurring = learn(found)
    assert [dropped(document, recurring) for document in found] == [[]] * PAGES


def test_a_syndicated_paragraph_in_a_wrapper_of_its_own_stays() -> None:
    """Some systems wrap every paragraph; then a wrapper is no evidence."""
    shared = Tongue(79).sentence()
    found = documents([
        page(n, inside=f"<p>{shared}</p>").replace("<p>", "<div class='par'><p>").replace("</p>", "</p></div>")
        for n in range(PAGES)
    ])  # fmt: skip
    recurring = learn(found)
    assert [dropped(document, recurring) for document in found] == [[]] * PAGES


def test_a_recurring_subheading_stays() -> None:
    """A house style's heading over text that is different on each page."""
    found = documents([page(n, inside="<h2>Kalo mirenta</h2>") for n in range(PAGES)])
    recurring = learn(found)
    assert [dropped(document, recurring) for document in found] == [[]] * PAGES


def test_plain_text_chrome_goes_and_prose_stays() -> None:
    """Lines above and below the text go; a syndicated paragraph stays even at the end."""
    shared = Tongue(80).sentence()
    pages = []
    for n in range(PAGES):
        tongue = Tongue(n)
        own = "\n\n".join(tongue.sentence() for _ in range(5))
        pages.append(f"Zubro nalti\n\nKelmo vatri\n\n{tongue.line(5)}\n\n{own}\n\n{shared}\n\nTrelvo santi")
    found = documents(pages, text=True)
    recurring = learn(found)
    for document in found:
        assert set(dropped(document, recurring)) == {"Zubro nalti", "Kelmo vatri", "Trelvo santi"}


def test_few_pages_prove_nothing() -> None:
    """Below the least number of pages nothing recurs."""
    found = documents([page(n, inside="<div><p>Rakla mo</p></div>") for n in range(SETTINGS.min_pages - 1)])
    assert not learn(found)


def test_order_does_not_matter() -> None:
    """Counts are sums over pages."""
    found = documents([page(n, inside="<div class=a><p>Rakla mo venta</p></div>") for n in range(PAGES)])
    shuffled = found[:]
    random.Random(5).shuffle(shuffled)
    assert learn(found) == learn(shuffled)


def test_the_pipeline_drops_with_a_reason() -> None:
    """Through all stages: the removal names the judge and its rule; the rest of the page is as without it."""
    box = "<div class='zz1'><p>Rakla mo venta</p></div>"
    bodies = [page(n, inside=box) for n in range(PAGES)]
    recurring = learn(documents(bodies))
    before = clean_page(Page(bodies[0].encode(), content_type="text/html"), default_config())
    after = clean_page(Page(bodies[0].encode(), content_type="text/html"), default_config(), recurring)
    assert "Rakla mo venta" not in after.text
    assert {(gone.judge, gone.rule) for gone in after.removed if gone.text == "Rakla mo venta"} <= {
        ("template", "container"), *((gone.judge, gone.rule) for gone in before.removed)
    }  # fmt: skip
    assert_same_prose(before, after)


def assert_same_prose(before: Article, after: Article) -> None:
    assert [block.text for block in before.blocks if len(block.text) > 60] == [
        block.text for block in after.blocks if len(block.text) > 60
    ]


def test_the_sieve_counts_exactly() -> None:
    """What the sieve lets through and the tally counts is what counting everything would find."""
    dice = random.Random(3)
    pages = [keys_of([f"alpha {dice.randrange(40)}" for _ in range(20)]) for _ in range(50)]
    whole, sieved = KeyCounts(), KeyCounts()
    sieve = Sieve(SETTINGS.min_pages)
    for keys in pages:
        whole.add("host", keys)
        sieve.add(hash_key("host"), keys.tobytes())
    for keys in pages:
        sieved.add("host", sieve.may_recur(hash_key("host"), keys.tobytes()))
    assert whole.recurring("host", SETTINGS) == sieved.recurring("host", SETTINGS)
    assert whole.recurring("host", SETTINGS)


def test_keys_are_the_same_everywhere() -> None:
    """Keys are stored for years, so they may not change between versions or machines."""
    assert hash_key("abc") == 6455300059550759896
    assert list(unpack(keys_of(["Zubro nalti", "Kelmo 12 vatri"]).tobytes())) == [
        309900611626096390, 1676033345020980867, 14358026319231438257,
    ]  # fmt: skip
    both = page_keys([("Zubro nalti", True), ("Kelmo 12 vatri", False), ("Zubro NALTI", False), ("–", True)])
    assert [*both[1]] == [hash_key("zubronalti")]
    assert set(keys_of(["Zubro nalti", "Kelmo 12 vatri"])) < set(both[0])
    assert least_pages(10, 4, 0.4) == 4
