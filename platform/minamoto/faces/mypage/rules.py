"""What the portal refuses, in the reader's words."""

from __future__ import annotations

from minamoto.kernel.errors import Conflict, InvalidInput, NotFound


class NoCustomerNumber(NotFound):
    """No customer number is linked to the login."""

    code = "no-customer-number"
    ja = "ご利用のログインには、お客さま番号が登録されていません。"
    en = "No customer number is linked to this login."


class BillNotPayable(Conflict):
    """The bill is paid, being paid, or cancelled."""

    code = "bill-not-payable"
    ja = "この請求は、お支払い済みか手続き中のため、お支払いいただけません。"
    en = "This bill is paid, being paid or cancelled, so it cannot be paid now."


class IdempotencyKeyMissing(InvalidInput):
    """A payment was asked for without a key that makes asking twice safe."""

    code = "idempotency-key-missing"
    ja = "お支払いを受け付けられませんでした。画面を読み込み直して、もう一度お試しください。"
    en = "The header Idempotency-Key is missing."
