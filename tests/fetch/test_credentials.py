"""Credentials, user names and cookies stay where they belong."""

from __future__ import annotations

import pytest

from cleaner.config import FetchSettings
from cleaner.fetch import Target, fetch_all
from cleaner.model import Page
from tests.faultserver import FaultServer, page

SETTINGS = FetchSettings(
    delay=0, hosts=16, connect_timeout=1, read_timeout=1, timeout=3, retries=0, respect_robots=False, host_failures=9999
)


SECRETS = ("authorization", "cookie", "proxy-authorization", "x-api-key")


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("change", ["host", "port", "scheme", "host and back"])
def test_credentials_stay_at_their_origin(secret: str, change: str) -> None:
    """A redirect to another scheme, host or port brings no credential along, and none comes back on the way back."""
    settings = SETTINGS.model_copy(update={"allow_private": True})
    with (
        FaultServer({"*": page()}, ("127.0.0.1", "127.0.0.2")) as other,
        FaultServer({"/end": page()}, ("127.0.0.1", "127.0.0.2")) as server,
    ):
        to = {
            "host": server.url("/end", "127.0.0.2"),
            "port": other.url("/end"),
            "scheme": f"https://127.0.0.1:{server.port}/end",
            "host and back": server.url("/bounce", "127.0.0.2"),
        }[change]
        server.scripts["/"] = page(b"", "302 Found", location=to)
        server.scripts["/bounce"] = page(b"", "302 Found", location=server.url("/end"))
        list(fetch_all([Target(server.url("/"), headers=((secret, "s3cret"),))], settings))
        first, *rest = [*server.hits, *other.hits]
    assert first.headers[secret] == "s3cret"
    assert bool(rest) is (change != "scheme")  # a plain port speaks no TLS, so nothing was sent there at all
    for hit in rest:
        assert "s3cret" not in str(hit.headers)


def test_userinfo_becomes_basic_auth_and_is_not_told_on() -> None:
    """A user name in a listed URL is sent to its origin alone, and stands in no other field of the outcome."""
    settings = SETTINGS.model_copy(update={"allow_private": True})
    with FaultServer({"/end": page()}, ("127.0.0.1", "127.0.0.2")) as server:
        server.scripts["/"] = page(b"", "302 Found", location=server.url("/end", "127.0.0.2"))
        (got,) = fetch_all([f"http://joe:s3cret@127.0.0.1:{server.port}/"], settings)
        first, second = server.hits
    assert first.headers["authorization"].startswith("Basic ")
    assert "authorization" not in second.headers
    assert isinstance(got, Page)
    assert "s3cret" not in f"{got.url}{got.final_url}"


def test_cookies_are_not_kept() -> None:
    """A cookie that a server sets does not come back to it."""
    settings = SETTINGS.model_copy(update={"allow_private": True})
    with FaultServer({"*": page(set_cookie="id=1; Path=/")}) as server:
        list(fetch_all([server.url("/1"), server.url("/2")], settings))
        assert len(server.hits) == 2
        assert all("cookie" not in hit.headers for hit in server.hits)
