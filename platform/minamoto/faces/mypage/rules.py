"""What the portal refuses, in the reader's words."""

from __future__ import annotations

from minamoto.kernel.errors import InvalidInput, NotFound


class NoCustomerNumber(NotFound):
    """No customer number is linked to the login."""

    code = "no-customer-number"
    ja = "ご利用のログインには、お客さま番号が登録されていません。"
    en = "No customer number is linked to this login."


class ReturnPathElsewhere(InvalidInput):
    """The browser was to come back from paying to somewhere else than this utility's pages."""

    code = "return-path-elsewhere"
    ja = "お支払い後の戻り先が正しくありません。"
    en = "The path to return to must be one of this utility's pages."


class IdempotencyKeyMissing(InvalidInput):
    """A payment was asked for without a key that makes asking twice safe."""

    code = "idempotency-key-missing"
    ja = "お支払いを受け付けられませんでした。画面を読み込み直して、もう一度お試しください。"
    en = "The header Idempotency-Key is missing."
