"""Ctrl-C ends all that was started; starting again changes no figure."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from browser.conftest import Visits

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_starting_the_demonstration_again_changes_no_figure(visits: Visits) -> None:
    before, rows = await visits.demo.figures()
    assert min(rows.values()) > 0

    await asyncio.to_thread(visits.demo.stop)
    left_running = visits.demo.left_running()
    await asyncio.to_thread(visits.demo.start)

    assert left_running == []
    assert await visits.demo.figures() == (before, rows)
    portal = await visits.portal("hinata-denki", "denki02@example.jp")
    await expect(portal.page.get_by_role("heading", name="お支払い")).to_be_visible()
