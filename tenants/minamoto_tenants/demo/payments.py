"""The demonstration's card processor: a stand-in on this machine, unless a real test key is given.

With ``MINAMOTO_STRIPE_API_KEY`` and ``MINAMOTO_STRIPE_WEBHOOK_SECRET`` set, every utility uses that account.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
import urllib.parse
import urllib.request
from datetime import datetime
from pathlib import Path

from minamoto.cli.settings import Connections
from minamoto.foundation.storage.embedded import free_port
from minamoto.foundation.storage.transactions import tenant_transaction
from minamoto.foundation.tenancy import queries as tenancy
from minamoto.money.receipts import operations as receipts
from minamoto_tenants.demo.servers import DemoServers
from minamoto_tenants.demo.state import DemoState, save_state
from minamoto_tenants.demo.utilities import UTILITIES

_SERVER = Path(__file__).resolve().parents[3] / "infra/development/stripe_stand_in/server.py"
_TIMEOUT_S = 10.0
PROCESSOR = "stripe"


async def start_payments(
    *, servers: DemoServers, connections: Connections, state: DemoState, public_url: str, now: datetime
) -> None:
    """Start the stand-in and give each utility an account and a signed webhook there.

    :raises ServerDidNotStart: when the stand-in does not come up.
    """
    real = _real_account()
    if real is not None:
        for utility in UTILITIES:
            await _set_credentials(utility.slug, real, now)
        return
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    servers.start_process(
        "stripe-stand-in",
        [
            sys.executable, str(_SERVER), "--port", str(port), "--quiet",
            "--state", str(connections.data_folder / "stripe_stand_in.json"),
        ],
        {},
    )  # fmt: skip
    await asyncio.to_thread(servers.wait_for, "stripe-stand-in", f"{base}/_stand_in/health")
    for utility in UTILITIES:
        account = await asyncio.to_thread(
            _register, base, utility.slug, f"{public_url}/{utility.slug}/webhooks/stripe", state
        )
        await _set_credentials(utility.slug, {**account, "api_base": base}, now)
    save_state(connections.data_folder, state)


def _real_account() -> dict[str, str] | None:
    key = os.environ.get("MINAMOTO_STRIPE_API_KEY")
    secret = os.environ.get("MINAMOTO_STRIPE_WEBHOOK_SECRET")
    return {"api_key": key, "webhook_secret": secret} if key and secret else None


def _register(base: str, slug: str, webhook_url: str, state: DemoState) -> dict[str, str]:
    """Return the utility's key and webhook secret, registering the webhook once per address."""
    known = state.stripe_keys.get(slug)
    if known is not None and known["webhook_url"] == webhook_url:
        return {"api_key": known["api_key"], "webhook_secret": known["webhook_secret"]}
    key = f"sk_test_{slug.replace('-', '_')}"
    form = urllib.parse.urlencode({"url": webhook_url, "enabled_events[0]": "*"}).encode()
    request = urllib.request.Request(f"{base}/v1/webhook_endpoints", data=form, method="POST")  # noqa: S310 - loopback
    request.add_header("Authorization", "Basic " + base64.b64encode(f"{key}:".encode()).decode())
    with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:  # noqa: S310 - loopback
        secret = json.load(answer)["secret"]
    state.stripe_keys[slug] = {"api_key": key, "webhook_secret": secret, "webhook_url": webhook_url}
    return {"api_key": key, "webhook_secret": secret}


async def _set_credentials(slug: str, settings: dict[str, str], now: datetime) -> None:
    entry = await tenancy.directory_entry(slug)
    async with tenant_transaction(tenant_id=entry.tenant_id):
        try:
            known = await receipts.read_credentials(processor=PROCESSOR)
        except receipts.ProcessorNotConfigured:
            known = {}
        if known != settings:
            await receipts.set_credentials(processor=PROCESSOR, settings=settings, now=now)
