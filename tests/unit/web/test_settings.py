"""Settings of the web process, and what is said of wrong ones."""

from __future__ import annotations

import pytest

from minamoto.web.settings import SettingWrong, read_settings

DATABASE = {"MINAMOTO_APP_DATABASE_URL": "postgresql://minamoto_app:x@db:5432/minamoto"}


def test_little_needs_to_be_said() -> None:
    settings = read_settings(DATABASE)

    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.secure is False
    assert settings.issuer("mihon") == "http://127.0.0.1:8000/mihon"


def test_https_makes_cookies_secure() -> None:
    settings = read_settings({**DATABASE, "MINAMOTO_PUBLIC_URL": "https://mypage.example.jp/"})

    assert settings.public_url == "https://mypage.example.jp"
    assert settings.secure is True


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"MINAMOTO_APP_DATABASE_URL": " "}, "MINAMOTO_APP_DATABASE_URL"),
        ({"MINAMOTO_PUBLIC_URL": "http://mypage.example.jp"}, "MINAMOTO_PUBLIC_URL"),
        ({"MINAMOTO_PUBLIC_URL": "mypage.example.jp"}, "MINAMOTO_PUBLIC_URL"),
        ({"MINAMOTO_PUBLIC_URL": "https://mypage.example.jp/sub"}, "MINAMOTO_PUBLIC_URL"),
        ({"MINAMOTO_POOL_SIZE": "many"}, "MINAMOTO_POOL_SIZE"),
        ({"MINAMOTO_POOL_SIZE": "0"}, "MINAMOTO_POOL_SIZE"),
        ({"MINAMOTO_MAX_BODY_BYTES": "-1"}, "MINAMOTO_MAX_BODY_BYTES"),
    ],
)
def test_a_wrong_setting_is_named(change: dict[str, str], named: str) -> None:
    with pytest.raises(SettingWrong, match=named):
        read_settings({**DATABASE, **change})
