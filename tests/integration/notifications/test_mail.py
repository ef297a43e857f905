"""Mail leaves once through a real SMTP server, is wiped, and its failure is seen."""

from __future__ import annotations

import email
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from minamoto.foundation.jobs import operations as jobs
from minamoto.foundation.notifications import actors, operations, queries
from minamoto.foundation.notifications.model import MailKind, MailPosition
from minamoto.foundation.notifications.ports import use_transport
from minamoto.foundation.notifications.queries import MailView
from minamoto.foundation.notifications.rules import MailAddressInvalid
from minamoto.foundation.notifications.transports import SmtpSettings, SmtpTransport, transport_from_url
from minamoto.foundation.secrets import operations as secrets
from minamoto.foundation.storage.embedded import free_port
from minamoto.foundation.storage.transactions import connection, tenant_transaction
from testkit.clock import MovingClock
from testkit.tenants import TestTenant

SENDER = "oshirase@mihon.example.jp"
TO = "hanako@example.jp"
CODE_FIELDS = {"tenant_name": "見本電力", "code": "012345", "minutes": "10"}
BILL_FIELDS = {
    "tenant_name": "見本電力", "bill": "2026年10月分 電気料金", "amount": "8,321円",
    "due_on": "2026年11月5日", "link": "https://mihon.example.jp/mypage/bills",
}  # fmt: skip


class _Server:
    """A mail server on loopback that keeps what it takes and refuses what it is told to."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.answer = "250 OK"
        self.logins: list[bytes] = []

    async def handle_RCPT(self, *given: Any) -> str:  # noqa: N802 - the library's name
        _server, _session, envelope, address, _options = given
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, *given: Any) -> str:  # noqa: N802 - the library's name
        envelope: Envelope = given[2]
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        self.recipients += envelope.rcpt_tos
        return "250 OK"

    def authenticate(self, *given: Any) -> AuthResult:
        login: LoginPassword = given[4]
        self.logins.append(login.password)
        return AuthResult(success=login.password == b"right", handled=False)


@pytest.fixture(autouse=True)
def _vault() -> Iterator[None]:
    secrets.unlock(bytes(range(32)))
    assert actors.send is not None
    yield
    use_transport(None)


@contextmanager
def _listening(handler: _Server, **options: Any) -> Iterator[int]:
    """Run the server and give its port."""
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port, **options)
    controller.start()
    yield port
    controller.stop()


@pytest.fixture
def server() -> Iterator[_Server]:
    handler = _Server()
    with _listening(handler) as port:
        _use(f"smtp://127.0.0.1:{port}?security=none")
        yield handler


def _use(url: str) -> None:
    use_transport(transport_from_url(url, sender=SENDER, announce=lambda _line: None))


async def _queue(
    tenant: TestTenant, clock: MovingClock, kind: MailKind = MailKind.LOGIN_CODE, to: str = TO
) -> int:
    fields = CODE_FIELDS if kind is MailKind.LOGIN_CODE else BILL_FIELDS
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        return await operations.queue_mail(kind=kind, to=to, language="ja", fields=fields, now=clock.now())


async def _queue_all(tenant: TestTenant, clock: MovingClock, recipients: tuple[str, ...]) -> None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        for to in recipients:
            await operations.queue_mail(
                kind=MailKind.LOGIN_CODE, to=to, language="ja", fields=CODE_FIELDS, now=clock.now()
            )


async def _send(tenant: TestTenant, clock: MovingClock) -> int:
    return await jobs.drain(clock=clock, tenant_ids=[tenant.tenant_id])


async def _see(tenant: TestTenant, notification_id: int) -> MailView:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        found = await queries.find_mail(notification_id)
    assert found is not None
    return found


async def _sealed(tenant: TestTenant, notification_id: int) -> bytes | None:
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        sealed: bytes | None = await connection().fetchval(
            "select sealed_message from notifications where tenant_id = $1 and id = $2",
            tenant.tenant_id,
            notification_id,
        )
    return sealed


async def _give_up(tenant: TestTenant, clock: MovingClock) -> None:
    for _ in range(5):
        await _send(tenant, clock)
        clock.advance(timedelta(hours=1))


async def test_a_mail_is_delivered_once_though_asked_for_and_woken_twice(
    server: _Server, tenant: TestTenant, clock: MovingClock
) -> None:
    notification_id = await _queue(tenant, clock)
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        await jobs.request_job(
            name="notifications.send",
            idempotency_key="the message came twice",
            arguments={"notification_id": notification_id},
            now=clock.now(),
        )

    ran = await _send(tenant, clock)

    mail = server.mails[0]
    assert (ran, len(server.mails), server.recipients) == (2, 1, [TO])
    assert mail["Subject"] == "【見本電力】ログイン確認コードのお知らせ"
    assert mail["From"] == f"見本電力 <{SENDER}>"
    assert mail["Message-ID"] == f"<{tenant.tenant_id}.{notification_id}@mihon.example.jp>"
    assert "012345" in mail.get_content()


async def test_a_mail_is_sealed_until_it_is_out_and_then_wiped(
    server: _Server, tenant: TestTenant, clock: MovingClock
) -> None:
    notification_id = await _queue(tenant, clock)
    before = await _sealed(tenant, notification_id)

    await _send(tenant, clock)

    seen = await _see(tenant, notification_id)
    assert before is not None
    assert TO.encode() not in before
    assert b"012345" not in before
    assert await _sealed(tenant, notification_id) is None
    assert (seen.state, seen.attempts, seen.sent_at) == ("sent", 1, clock.now())


async def test_a_mail_whose_request_is_rolled_back_is_never_sent(
    server: _Server, tenant: TestTenant, clock: MovingClock
) -> None:
    with pytest.raises(MailAddressInvalid):
        await _queue_all(tenant, clock, (TO, "not an address"))

    assert (await _send(tenant, clock), server.mails) == (0, [])


async def test_a_server_that_is_down_is_tried_again_and_then_the_failure_is_seen(
    tenant: TestTenant, clock: MovingClock
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        _use(f"smtp://127.0.0.1:{taken.getsockname()[1]}?security=none")
        notification_id = await _queue(tenant, clock, MailKind.BILL_ISSUED)

        await _give_up(tenant, clock)

    seen = await _see(tenant, notification_id)
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        counts = await queries.count_mail()
    assert (seen.state, seen.attempts, seen.failure_code) == ("failed", 5, "mail-not-sent")
    assert counts == {"failed": 1}
    assert await _sealed(tenant, notification_id) is not None


async def test_a_failed_mail_can_be_sent_after_all(
    server: _Server, tenant: TestTenant, clock: MovingClock
) -> None:
    server.answer = "451 try later"
    notification_id = await _queue(tenant, clock, MailKind.BILL_ISSUED)
    await _give_up(tenant, clock)
    server.answer = "250 OK"

    async with tenant_transaction(tenant_id=tenant.tenant_id):
        await operations.send_again(notification_id=notification_id, now=clock.now())
    await _send(tenant, clock)

    assert ((await _see(tenant, notification_id)).state, len(server.mails)) == ("sent", 1)
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        with pytest.raises(operations.MailNotFailed):
            await operations.send_again(notification_id=notification_id, now=clock.now())


async def test_a_mail_that_failed_a_month_ago_is_wiped(
    server: _Server, tenant: TestTenant, clock: MovingClock
) -> None:
    server.answer = "550 no such user"
    notification_id = await _queue(tenant, clock, MailKind.BILL_ISSUED)
    await _send(tenant, clock)
    wiped = []
    for pause in (timedelta(days=30), timedelta(seconds=1)):
        clock.advance(pause)

        async with tenant_transaction(tenant_id=tenant.tenant_id):
            wiped.append(await operations.wipe_old(now=clock.now()))

    assert wiped == [0, 1]
    assert await _sealed(tenant, notification_id) is None
    assert (await _see(tenant, notification_id)).failure_code == "mail-refused"


async def test_a_dead_code_is_wiped_when_its_mail_fails(
    server: _Server, tenant: TestTenant, clock: MovingClock
) -> None:
    server.answer = "451 try later"
    notification_id = await _queue(tenant, clock)

    await _give_up(tenant, clock)

    assert (await _see(tenant, notification_id)).state == "failed"
    assert await _sealed(tenant, notification_id) is None


async def test_an_address_refused_for_good_is_not_tried_again(
    server: _Server, tenant: TestTenant, clock: MovingClock
) -> None:
    server.answer = "550 no such user"
    notification_id = await _queue(tenant, clock)

    await _send(tenant, clock)

    seen = await _see(tenant, notification_id)
    assert (seen.state, seen.attempts, seen.failure_code) == ("failed", 1, "mail-refused")


@pytest.mark.parametrize(("password", "state"), [("right", "sent"), ("wrong", "waiting")])
async def test_logs_in_where_the_server_asks(
    tenant: TestTenant, clock: MovingClock, password: str, state: str
) -> None:
    handler = _Server()
    with _listening(handler, authenticator=handler.authenticate, auth_require_tls=False) as port:
        _use(f"smtp://mihon:{password}@127.0.0.1:{port}?security=none")
        notification_id = await _queue(tenant, clock)

        await _send(tenant, clock)

    assert (await _see(tenant, notification_id)).state == state
    assert handler.logins[0] == password.encode()


async def test_a_server_without_starttls_gets_nothing_when_starttls_is_asked(
    tenant: TestTenant, clock: MovingClock
) -> None:
    handler = _Server()
    with _listening(handler) as port:
        _use(f"smtp://127.0.0.1:{port}")
        notification_id = await _queue(tenant, clock)

        await _send(tenant, clock)

    assert ((await _see(tenant, notification_id)).state, handler.mails) == ("waiting", [])


async def test_sends_under_starttls_to_a_server_it_trusts_and_to_no_other(
    tenant: TestTenant, clock: MovingClock, tmp_path: Path
) -> None:
    served, trusted = _certified(tmp_path)
    handler = _Server()
    states = []
    with _listening(handler, tls_context=served, require_starttls=True) as port:
        for trust in (ssl.create_default_context(), trusted):
            server = SmtpSettings(host="127.0.0.1", port=port, security="starttls", trusted=trust)
            use_transport(SmtpTransport(settings=server, sender=SENDER))
            notification_id = await _queue(tenant, clock)
            await _send(tenant, clock)
            states.append((await _see(tenant, notification_id)).state)

    assert (states, len(handler.mails)) == (["waiting", "sent"], 1)


def _certified(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return a server's context with a certificate of its own, and a client's that trusts just it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example.jp")])
    addresses = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(addresses, critical=False)
        .sign(key, hashes.SHA256())
    )
    shown = certificate.public_bytes(serialization.Encoding.PEM)
    hidden = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(hidden + shown)
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(folder / "server.pem")
    return served, ssl.create_default_context(cadata=shown.decode())


async def test_the_demonstration_writes_one_readable_file_and_says_so(
    tenant: TestTenant, clock: MovingClock, tmp_path: Path
) -> None:
    said: list[str] = []
    use_transport(transport_from_url(f"file://{tmp_path}/mail", sender=SENDER, announce=said.append))
    notification_id = await _queue(tenant, clock)

    await _send(tenant, clock)

    files = list((tmp_path / "mail").iterdir())
    assert [each.name for each in files] == [f"{tenant.tenant_id}.{notification_id}.eml"]
    assert "012345" in files[0].read_text("utf-8")
    assert len(said) == 1
    assert TO not in said[0]


async def test_mail_is_listed_page_by_page(tenant: TestTenant, clock: MovingClock) -> None:
    queued = [await _queue(tenant, clock) for _ in range(5)]

    seen: list[int] = []
    before: MailPosition | None = None
    async with tenant_transaction(tenant_id=tenant.tenant_id):
        while True:
            page = await queries.list_mail(state="waiting", before=before, limit=2)
            seen += [each.notification_id for each in page.items]
            if (before := page.next_before) is None:
                break

    assert seen == sorted(queued, reverse=True)
