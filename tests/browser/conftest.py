"""The demonstration, served once for all these tests, and browsers that must not complain."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Browser, Page

from testkit.browser import DESKTOP, PHONE, Complaints, Console, Portal, chromium, new_page
from testkit.demonstration import Demonstration


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """Three utilities with fifteen months of readings and three months of bills, served on one port."""
    demonstration = Demonstration(folder=tmp_path_factory.mktemp("demonstration") / "data")
    demonstration.start()
    try:
        yield demonstration
    finally:
        demonstration.stop()
    assert demonstration.left_running() == []


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium; every page has a profile of its own."""
    async with chromium() as running:
        yield running


@dataclass
class Visits:
    """Opens the applications for a test and keeps what the browsers complain about."""

    demo: Demonstration
    new: Callable[[dict[str, int], Complaints], Awaitable[Page]]
    complaints: Complaints = field(default_factory=Complaints)

    async def portal(self, slug: str, email: str | None = None) -> Portal:
        """Open the customers' pages on a phone, logged in when an address is given."""
        portal = Portal(
            await self.new(PHONE, self.complaints), f"{self.demo.address}/{slug}/mypage", self.demo.password
        )
        if email:
            await portal.enter(email)
        return portal

    async def console(self, slug: str, name: str | None = "kanri") -> Console:
        """Open the staff's screens on a desktop, logged in unless no name is given."""
        console = Console(
            await self.new(DESKTOP, self.complaints),
            f"{self.demo.address}/{slug}/console",
            self.demo.password,
        )
        if name:
            await console.enter(name)
        return console


@pytest.fixture
async def visits(demo: Demonstration, browser: Browser) -> AsyncIterator[Visits]:
    """The applications; at the end no browser may have complained."""
    async with AsyncExitStack() as stack:

        async def new(size: dict[str, int], complaints: Complaints) -> Page:
            return await stack.enter_async_context(new_page(browser, size, complaints))

        opened = Visits(demo, new)
        yield opened
    assert opened.complaints.remaining() == []
