"""What cleaning a page leaves behind in the process: nothing."""

from __future__ import annotations

import gc

import pytest

from cleaner import BadInput, clean

PAGE = "<html><body><article><h1>Ferries</h1><p>The night ferries are back.</p></article></body></html>"


@pytest.mark.parametrize("wanted", [True, False])
def test_the_collector_is_as_it_was(wanted: bool) -> None:
    """Also after a page that cannot be read."""
    before = gc.isenabled()
    try:
        (gc.enable if wanted else gc.disable)()
        clean(PAGE)
        assert gc.isenabled() == wanted
        with pytest.raises(BadInput):
            clean(b"%PDF-1.4" + bytes(range(32)) * 100)
        assert gc.isenabled() == wanted
    finally:
        (gc.enable if before else gc.disable)()


def test_a_page_leaves_next_to_nothing_for_the_collector() -> None:
    """Objects in cycles would pile up while a page is at work."""
    clean(PAGE)
    gc.collect()
    clean(PAGE)
    assert gc.collect() < 50
