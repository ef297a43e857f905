"""A worker says which setting is missing or wrong."""

from __future__ import annotations

import pytest

from minamoto.worker.settings import SettingMissing, read_settings

NEEDED = {
    "MINAMOTO_APP_DATABASE_URL": "postgresql://minamoto_app:x@127.0.0.1:5432/minamoto",
    "MINAMOTO_REDIS_URL": "redis://127.0.0.1:6379/0",
}


def test_two_settings_are_enough() -> None:
    settings = read_settings(NEEDED)

    assert (settings.threads, settings.lease.total_seconds(), settings.mail_url) == (4, 60, None)


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_setting_is_named(name: str) -> None:
    with pytest.raises(SettingMissing, match=name):
        read_settings({key: value for key, value in NEEDED.items() if key != name})


@pytest.mark.parametrize("value", ["0", "-1", "many", "nan", "inf"])
def test_a_number_that_is_none_is_named(value: str) -> None:
    with pytest.raises(SettingMissing, match="MINAMOTO_JOB_LEASE_S"):
        read_settings({**NEEDED, "MINAMOTO_JOB_LEASE_S": value})
