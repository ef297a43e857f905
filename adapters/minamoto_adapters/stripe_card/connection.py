"""A conversation with Stripe's API: one client for one call, timed, retried, and closed."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import stripe
from stripe import APIConnectionError, CardError, HTTPClient, StripeClient, StripeError

from minamoto.money.receipts.ports import ProcessorUnavailable

TIMEOUT: Final = httpx.Timeout(20.0, connect=5.0)
"""Seconds to wait for an answer and for a connection: a payer is watching."""

RETRIES: Final = 2
"""How often a call without an answer is made again, with the same idempotency key."""

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@asynccontextmanager
async def conversation(settings: Mapping[str, str]) -> AsyncIterator[StripeClient]:
    """Lend a client with the tenant's key. A refused card passes as ``CardError``.

    ``settings`` hold ``api_key`` and, for a counterpart other than Stripe itself, ``api_base``. A client is
    bound to one event loop and one tenant's key, so none is kept between calls.

    :raises ProcessorUnavailable: when Stripe does not answer, or refuses for reasons of its own.
    """
    base = settings.get("api_base", "").rstrip("/")
    try:
        async with httpx.AsyncClient(
            timeout=TIMEOUT, verify=_certificates(), trust_env=urlsplit(base).hostname not in _LOOPBACK
        ) as link:
            yield StripeClient(
                settings["api_key"],
                http_client=_Transport(link),
                max_network_retries=RETRIES,
                base_addresses={"api": base} if base else {},
            )
    except CardError:
        raise
    except (StripeError, ValueError, KeyError) as error:
        # Stripe's texts may quote what was sent: they stay out of the answer and of what is logged.
        raise ProcessorUnavailable from RuntimeError(type(error).__name__)


class _Transport(HTTPClient):
    """Carries the client's calls. Stripe's own on httpx sends bodies in a way that httpx deprecates."""

    name = "httpx"

    def __init__(self, link: httpx.AsyncClient) -> None:
        super().__init__()
        self._link = link

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Make one call; whatever keeps it from being answered may be tried again."""
        try:
            answer = await self._link.request(method.upper(), url, headers=dict(headers), content=post_data)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            message = f"no answer ({type(error).__name__})"
            again = isinstance(error, httpx.TransportError)
            raise APIConnectionError(message, should_retry=again) from error  # type: ignore[no-untyped-call]  # stripe's
        return answer.content, answer.status_code, answer.headers

    async def sleep_async(self, secs: float) -> None:
        """Wait between two tries."""
        await asyncio.sleep(secs)


@cache
def _certificates() -> ssl.SSLContext:
    """Return the authorities that Stripe's client brings along, read once: reading takes some 10 ms."""
    return ssl.create_default_context(cafile=stripe.ca_bundle_path)
