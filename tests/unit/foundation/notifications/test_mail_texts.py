"""Every mail has a text in both languages, and no field can reach into its headers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minamoto.foundation.notifications import rules
from minamoto.foundation.notifications.model import MailKind
from minamoto.foundation.notifications.transports import (
    FolderTransport,
    MailUrlWrong,
    SmtpTransport,
    build_message,
    transport_from_url,
)
from minamoto.kernel.errors import Language

DAY = date(2026, 10, 1)
TO = "hanako@example.jp"
SENDER = "oshirase@mihon.example.jp"


def _fields(kind: MailKind, text: str = "x") -> dict[str, str]:
    return dict.fromkeys(rules.fields_of(kind, "ja", DAY), text)


@pytest.mark.parametrize("kind", MailKind)
def test_both_languages_take_the_same_fields(kind: MailKind) -> None:
    assert rules.fields_of(kind, "ja", DAY) == rules.fields_of(kind, "en", DAY)


@pytest.mark.parametrize("kind", MailKind)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_kind_composes_and_says_who_writes(kind: MailKind, language: Language) -> None:
    mail = rules.compose(
        kind=kind, language=language, to=TO, fields={**_fields(kind), "tenant_name": "見本電力"}, on=DAY
    )

    assert "見本電力" in mail.subject
    assert mail.body.count("見本電力") >= 1
    assert "{" not in mail.subject + mail.body


def test_a_missing_or_unknown_field_is_refused() -> None:
    fields = _fields(MailKind.LOGIN_CODE)

    for wrong in ({**fields, "name": "x"}, {"tenant_name": "x"}):
        with pytest.raises(rules.MailFieldsWrong):
            rules.compose(kind=MailKind.LOGIN_CODE, language="ja", to=TO, fields=wrong, on=DAY)


def test_before_the_first_text_there_is_none() -> None:
    with pytest.raises(rules.NoMailText):
        rules.text_on(MailKind.LOGIN_CODE, "ja", date(2020, 3, 31))


@pytest.mark.parametrize(
    "to",
    ["", "hanako", "hanako@", "@example.jp", "a@b, c@d", "a b@example.jp", "a@example.jp\nBcc: x@example.jp",
     "<a@example.jp>", "a@example..jp", "a" * 250 + "@example.jp"],
)  # fmt: skip
def test_what_is_not_one_plain_address_is_refused_and_not_repeated(to: str) -> None:
    with pytest.raises(rules.MailAddressInvalid) as caught:
        rules.compose(
            kind=MailKind.LOGIN_CODE, language="ja", to=to, fields=_fields(MailKind.LOGIN_CODE), on=DAY
        )

    assert len(to) < 3 or to not in str(caught.value)


@given(text=st.text(max_size=60))
def test_no_field_adds_a_header_or_is_lost(text: str) -> None:
    mail = rules.compose(
        kind=MailKind.BILL_ISSUED, language="ja", to=TO, fields=_fields(MailKind.BILL_ISSUED, text), on=DAY
    )

    message = build_message(mail, sender=SENDER, message_id="1.2", encoding="base64")

    assert message.as_bytes().split(b"\r\n\r\n")[0].count(b"\r\nBcc:") == 0
    assert sorted({name.lower() for name in message}) == [
        "auto-submitted", "content-language", "content-transfer-encoding", "content-type", "from",
        "message-id", "mime-version", "subject", "to",
    ]  # fmt: skip


def test_a_url_names_the_way_of_mail(tmp_path: Path) -> None:
    folder = transport_from_url(f"file://{tmp_path}", sender=None, announce=print)
    server = transport_from_url("smtp://mihon:p%40ss@mail.example.jp:587", sender=SENDER, announce=print)
    sealed = transport_from_url("smtps://mail.example.jp", sender=SENDER, announce=print)

    assert isinstance(folder, FolderTransport)
    assert isinstance(server, SmtpTransport)
    assert isinstance(sealed, SmtpTransport)
    assert (server._settings.security, server._settings.password) == ("starttls", "p@ss")
    assert (sealed._settings.security, sealed._settings.port) == ("tls", 465)


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("smtp://mail.example.jp", None),
        ("smtp://mail.example.jp", "nobody"),
        ("http://mail.example.jp", SENDER),
        ("smtp://", SENDER),
        ("file://", SENDER),
        ("smtp://mail.example.jp?security=maybe", SENDER),
    ],
)
def test_a_url_of_another_form_is_refused(url: str, sender: str | None) -> None:
    with pytest.raises(MailUrlWrong):
        transport_from_url(url, sender=sender, announce=print)
