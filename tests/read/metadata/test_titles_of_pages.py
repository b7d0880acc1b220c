"""Titles of HTML pages: the headline that a reader sees, and its source."""

from __future__ import annotations

import pytest

from tests.read.metadata.samples import PROSE, read


class TestTitle:
    def test_visible_headline_wins_over_the_one_for_search_engines(self) -> None:
        head = "<title>Old mill flats 2024: all you need to know | The Courier</title>"
        found = read(
            "<h1>Old mill to become flats</h1>",
            head + '<meta property="og:title" content="Old mill to become flats in 2024">',
        )
        assert found.title == "Old mill to become flats"
        assert found.provenance["title"] == "h1"

    @pytest.mark.parametrize(
        ("title", "site"),
        [
            ("Storm hits the coast | The Daily Bugle", "The Daily Bugle"),
            ("Storm hits the coast - World - The Daily Bugle", "The Daily Bugle"),
            ("The Daily Bugle: Storm hits the coast", "The Daily Bugle"),
            ("Storm hits the coast – dailybugle.com", "The Daily Bugle"),
            ("Storm hits the coast", "The Daily Bugle"),
        ],
    )
    def test_site_is_no_part_of_the_title(self, title: str, site: str) -> None:
        head = f'<title>{title}</title><meta property="og:site_name" content="{site}">'
        found = read("", head, "https://www.dailybugle.com/world/storm-hits-the-coast")
        assert found.title in ("Storm hits the coast", "Storm hits the coast - World")
        assert found.site == site

    def test_logo_in_a_heading_is_not_the_title(self) -> None:
        head = "<title>Storm hits the coast | The Daily Bugle</title>"
        assert read("<h1>The Daily Bugle</h1><h2>Storm hits the coast</h2>", head).title == "Storm hits the coast"

    def test_heading_of_another_box_is_not_the_title(self) -> None:
        head = "<title>Storm hits the coast</title>"
        body = '<h1>Storm hits the coast</h1><aside class="related"><h1>You might also like</h1></aside>'
        assert read(body, head).title == "Storm hits the coast"

    def test_slogan_in_a_heading_gives_way_to_what_the_address_says(self) -> None:
        head = (
            '<title>Residential wiring coupons</title><meta property="og:title" content="Residential wiring coupons">'
        )
        found = read("<h1>Price match guarantee</h1>", head, "https://wires.example/residential-wiring-coupons")
        assert found.title == "Residential wiring coupons"

    def test_kicker_beside_the_heading_is_part_of_the_title_that_is_shared(self) -> None:
        shared = '<meta property="og:title" content="Power plants: Cooling towers blown up">'
        assert read("<p>Power plants</p><h1>Cooling towers blown up</h1>", shared).title == (
            "Power plants: Cooling towers blown up"
        )
        assert read("<h1>Cooling towers blown up</h1>", shared).title == "Cooling towers blown up"
        section = '<p><a href="/p">Power plants</a></p><h1>Cooling towers blown up</h1>'
        assert read(section, shared).title == "Cooling towers blown up"

    def test_title_for_search_engines_never_shortens_the_heading(self) -> None:
        head = "<title>economists weigh in on the latest jobs report</title>"
        heading = "Ends debate: economists weigh in on the latest jobs report"
        head += f'<meta property="og:title" content="{heading}">'
        assert read(f"<h1>{heading}</h1>", head).title == heading

    def test_front_page_keeps_its_name(self) -> None:
        head = '<title>Courier: News of the coast</title><meta property="og:site_name" content="Courier">'
        assert read("", head, "https://courier.example/").title == "Courier: News of the coast"
        assert read("", head, "https://courier.example/a").title == "News of the coast"
        only = '<title>Courier</title><meta property="og:site_name" content="Courier">'
        assert read("", only, "https://courier.example/").title == "Courier"

    def test_name_of_the_book_in_the_main_heading(self) -> None:
        body = "<h1>The Boatbuilder's Handbook</h1><h2>What is a keel?</h2>"
        head = "<title>What is a keel? - The Boatbuilder's Handbook</title>"
        assert read(body, head).title == "What is a keel?"

    def test_section_after_a_bar(self) -> None:
        heading = "How the mill by the river rewires the town"
        assert read(f"<h1>{heading} | Opinion</h1>", f"<title>{heading} | Opinion</title>").title == heading
        assert (
            read("<h1>BUDGET | Sums add up</h1>", "<title>BUDGET | Sums add up</title>").title == "BUDGET | Sums add up"
        )

        pair = "A first look at the night boats | What the harbour master says of their timetable"
        assert read(f"<h1>{pair}</h1>", f"<title>{pair} - Courier</title>").title == pair

    def test_only_the_site_itself_goes_from_the_front_of_a_title(self) -> None:
        site = '<meta property="og:site_name" content="Seaways">'
        head = f"{site}<title>Seaways Radar | Tracking of ships | Seaways</title>"
        assert read("", head, "https://www.seaways.example/radar").title == "Seaways Radar"
        head = f"{site}<title>Seaways | Tracking of ships</title>"
        assert read("", head, "https://www.seaways.example/tracking").title == "Tracking of ships"

    def test_front_page_that_is_called_as_its_site(self) -> None:
        head = (
            '<title>Mill Weekly</title><meta property="og:title" content="Mill Weekly">'
            '<meta property="og:site_name" content="Mill Weekly">'
        )
        assert read("<h1>Posts</h1>", head, "https://mill.example/").title == "Mill Weekly"

    def test_soft_hyphens_are_no_letters(self) -> None:
        head = '<meta property="og:title" content="Town of Ellery Building Department: Home repair assistance">'
        url = "https://ellery.example/building-department/home-repair-assistance"
        found = read("<h1>Home repair assis\u00adtance</h1>", head, url)
        assert (found.title, found.provenance["title"]) == ("Home repair assistance", "h1")

    def test_heading_in_the_breadcrumb_is_not_the_headline(self) -> None:
        head = (
            '<title>Night boats: all about the ferries</title><meta property="og:title" content="Night boats return">'
        )
        crumbs = '<nav class="breadcrumb"><h1>Night boats: all about the ferries</h1></nav>'
        assert read(f"{crumbs}<h2>Night boats return</h2>", head).title == "Night boats return"

    def test_heading_that_leads_to_another_story_is_not_the_title(self) -> None:
        head = "<title>Where to ride in Ellery | Coast Monthly</title>"
        teaser = "<h1><a href='/kayak'>Where to paddle in Ellery</a></h1>"
        own = "<h1>The best trails and quiet streets to ride in Ellery</h1>"
        found = read(own + PROSE + teaser, head)
        assert found.title != "Where to paddle in Ellery"

    @pytest.mark.parametrize(
        ("stated", "title"),
        [
            ("Home | Mill Weekly", "Old mill to become flats"),
            ("Mill Weekly - Startseite", "Old mill to become flats"),
            ("mill-2024_v3.docx", "Old mill to become flats"),
            ("Microsoft Word - Mill text 3.doc", "Old mill to become flats"),
            ("www.mill-weekly.example", "Old mill to become flats"),
            ("React App", "Old mill to become flats"),
            ("Home | What the old mill by the river means", "Home | What the old mill by the river means"),
            ("How to open a file that ends in .docx", "How to open a file that ends in .docx"),
        ],
    )
    def test_title_that_any_page_of_a_site_may_have(self, stated: str, title: str) -> None:
        assert read("<h1>Old mill to become flats</h1>", f"<title>{stated}</title>").title == title

    def test_site_before_a_bar_that_the_page_links(self) -> None:
        brand, heading = '<a href="/">Mill Weekly</a>', "<h1>Old mill to become flats</h1>"
        title = "<title>Mill Weekly | Old mill to become flats</title>"
        assert read(brand + heading, title).title == "Old mill to become flats"
        assert read(f"{brand}<h1>What the town says</h1>", title).title != "What the town says"
        chapter = '<a href="/2">Mill Weekly</a><h1>Old mill to become flats</h1>'
        assert read(chapter, title).title == "Mill Weekly"
        section = '<a href="/flats">Old mill to become flats</a>'
        swapped = "<title>Old mill to become flats | Opinion</title>"
        assert read(f"{section}<h1>Old mill to become flats</h1>", swapped).title == "Old mill to become flats"

    @pytest.mark.parametrize(
        ("line", "title"),
        [
            ("<b>Old mill to become flats</b>", "Old mill to become flats"),
            ("<b>The mayor said no.</b>", None),
            ("<b>Old mill</b> to become flats", None),
            ("<b>Ellery</b>", None),
        ],
    )
    def test_bold_line_right_above_the_text_of_a_page_without_any_title(self, line: str, title: str | None) -> None:
        assert read(f"<p>{line}</p>", "<title></title>").title == title
        assert read(f"<p>{line}</p>", "<title>Storm hits the coast</title>").title == "Storm hits the coast"

    def test_page_that_states_none(self) -> None:
        assert read("").title is None
