"""Where the forms' fonts are found on the machine that runs the tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
PLACES = (
    ROOT / "portal_frontend" / "fonts",
    ROOT / "portal_frontend" / "node_modules" / "@expo-google-fonts",
)


@pytest.fixture(scope="session")
def font_dir() -> Path:
    """The folder named by MINAMOTO_FONT_DIR, or that of the portal's own packages."""
    named = os.environ.get("MINAMOTO_FONT_DIR")
    for place in (Path(named),) if named else PLACES:
        if next(place.glob("**/BIZUDPGothic_400Regular.ttf"), None) is not None:
            return place
    pytest.fail("the forms' fonts are missing: run `npm ci` in portal_frontend or set MINAMOTO_FONT_DIR")
