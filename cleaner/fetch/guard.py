"""The address guard: which URLs may be requested, and which addresses may be dialled.

The guard judges the resolved address, never the string, because ``127.1``, ``0x7f.1``, ``2130706433`` and names that an
attacker controls all resolve to the loopback. A host is resolved once per connection, and only the judged address is
dialled. So a name whose answer changes between two look-ups gains nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import threading
from collections.abc import Callable, Iterable

import httpcore
import httpx

from cleaner.fetch.address import SCHEMES, WEB, normal
from cleaner.fetch.faults import FetchFault
from cleaner.fetch.lenient import LenientStream

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Lookup = Callable[[str, int], Iterable[str]]

MAX_URL_CHARS = 8_192
MAX_HOST_BYTES = 253  # RFC 1035; a longer one makes IDNA encoding slow (CVE-2024-3651)
CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\s]")

# Not global by the IANA special-purpose registries, or leading into another network. ``is_global`` alone is not enough:
# Python 3.11 calls NAT64, 6to4, IPv4-compatible, site-local and multicast addresses global.
NOT_PUBLIC = tuple(
    ipaddress.ip_network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/3", "168.63.129.16/32",  # the last is the metadata service of a large cloud, in public space
        "::/127", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23", "2001:db8::/32", "3fff::/20",
        "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
COMPATIBLE = ipaddress.IPv6Network("::/96")
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
ISATAP = (0x00005EFE, 0x02005EFE)


def check_url(url: str) -> httpx.URL:
    """Parse ``url`` and return it without its fragment.

    Raises FetchFault ``bad-url`` if it is not an http or https URL with a host.
    """
    if len(url) > MAX_URL_CHARS:
        raise FetchFault("bad-url", f"the URL has more than {MAX_URL_CHARS} characters")
    if CONTROL.search(url):
        raise FetchFault("bad-url", "the URL holds white space or a control character")
    if not WEB.match(url):
        scheme = url.partition(":")[0].lower() if ":" in url else ""
        if not scheme or scheme in SCHEMES or "." in scheme:  # example.org:8080 has none
            raise FetchFault("bad-url", "no http:// or https:// in front")
        raise FetchFault("bad-url", f"only http and https are fetched, not {scheme[:40]}")
    whole = normal(url)
    try:
        parsed = httpx.URL(whole) if whole is not None else None
    except (httpx.InvalidURL, ValueError, UnicodeError) as error:
        raise FetchFault("bad-url", f"not a URL: {error}") from None
    try:
        named = parsed is not None and bool(parsed.host)  # httpx decodes it later, and some xn-- names have no decoding
    except UnicodeError:
        raise FetchFault("bad-url", "the host is no name: its xn-- form cannot be decoded") from None
    if parsed is None or not named:
        raise FetchFault("bad-url", "not a URL, or one without a host")
    if not parsed.raw_host or len(parsed.raw_host) > MAX_HOST_BYTES:
        raise FetchFault("bad-url", "the URL has no host, or one of more than 253 bytes")
    if parsed.port is not None and not 0 < parsed.port < 65_536:
        raise FetchFault("bad-url", f"no such port: {parsed.port}")
    return parsed.copy_with(fragment=None)


def is_public(address: str | Address) -> bool:
    """Whether an IP address is in the public Internet, in each form that can carry another address."""
    if isinstance(address, str):
        try:
            address = ipaddress.ip_address(address)
        except ValueError:
            return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None or address.teredo is not None:
            return False
        inner = embedded(address)
        if inner is not None and not is_public(inner):
            return False
        if address in COMPATIBLE:
            return False  # obsolete since 2006; no public host uses it
        if inner is not None and (address.ipv4_mapped or address in NAT64 or address.sixtofour):
            return True
    if any(address in net for net in NOT_PUBLIC if net.version == address.version):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address carries: mapped, compatible, NAT64, 6to4 or ISATAP."""
    low = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in NAT64 or address in COMPATIBLE:
        return low
    return low if (int(address) >> 32) & 0xFFFFFFFF in ISATAP else None


def system_lookup(host: str, port: int) -> list[str]:
    """Resolve a host with the system's resolver. Raises socket.gaierror or UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Guard:
    """Resolves hosts and refuses addresses that are not public, unless ``allow_private``."""

    def __init__(self, *, allow_private: bool = False, lookup: Lookup = system_lookup) -> None:
        self._allow_private = allow_private
        self._lookup = lookup

    async def resolve(self, host: str, port: int, timeout: float | None) -> list[str]:
        """Return the addresses of ``host`` that may be dialled, in the resolver's order.

        If one address is refused, the host is refused: a name that mixes public and internal addresses is a trap.
        Raises FetchFault ``dns`` or ``not-public``.
        """
        try:
            async with asyncio.timeout(timeout):
                found = await self._resolve_in_thread(host, port)
        except TimeoutError:
            raise FetchFault("dns", f"the name {host} was not resolved in time", retryable=True) from None
        except socket.gaierror as error:
            passing = error.errno in (socket.EAI_AGAIN, socket.EAI_SYSTEM, socket.EAI_FAIL)
            raise FetchFault("dns", f"the name {host} does not resolve: {error.strerror}", retryable=passing) from None
        except (UnicodeError, OSError, ValueError) as error:
            raise FetchFault("dns", f"the name {host} does not resolve: {error}") from None
        if not found:
            raise FetchFault("dns", f"the name {host} has no address")
        if not self._allow_private and not all(is_public(address) for address in found):
            raise FetchFault("not-public", f"{host} is not in the public Internet")
        return found

    async def _resolve_in_thread(self, host: str, port: int) -> list[str]:
        # Each look-up has its own thread. The shared executor of asyncio would let a resolver that hangs delay the
        # look-ups of other hosts, and the end of the program.
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[str]] = loop.create_future()

        def settle(result: list[str] | Exception) -> None:
            if answer.done():
                return
            if isinstance(result, Exception):
                answer.set_exception(result)
            else:
                answer.set_result(result)

        def work() -> None:
            result: list[str] | Exception
            try:
                result = list(self._lookup(host, port))
            except Exception as error:  # passed to the waiting task
                result = error
            try:
                loop.call_soon_threadsafe(settle, result)
            except RuntimeError:
                return  # the loop has ended, and with it the caller

        threading.Thread(target=work, name=f"resolve {host}", daemon=True).start()
        return await answer


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """The network of httpcore with the guard before every connection, so that no fetch can avoid it."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: object = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve, judge and dial. The addresses of a host are tried in turn."""
        addresses = await self._guard.resolve(host, port, timeout)
        share = timeout / min(len(addresses), 3) if timeout else None
        refused: Exception | None = None
        for address in addresses[:3]:
            try:
                return LenientStream(await self._inner.connect_tcp(address, port, share))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refused = error
        late = isinstance(refused, httpcore.ConnectTimeout)
        why = f"no connection in {timeout:g} s" if late and timeout else str(refused) or "refused"
        raise FetchFault("connect", f"{host} port {port}: {why}", retryable=True)

    async def sleep(self, seconds: float) -> None:
        """Wait; the pool calls this between its own retries."""
        await asyncio.sleep(seconds)
