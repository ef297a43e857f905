"""Stripe's test cards (https://docs.stripe.com/testing). A number is looked at once and never kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """What paying with a card comes to."""

    name: str
    code: str | None = None
    decline_code: str | None = None
    message: str = ""
    label_ja: str = ""
    message_ja: str = ""

    @property
    def succeeds(self) -> bool:
        return self.code is None


SUCCESS = Outcome("success", label_ja="支払いが成立します")
DECLINED = Outcome(
    "declined",
    "card_declined",
    "generic_decline",
    "Your card was declined.",
    "カードが拒否されます",
    "カードが拒否されました。別のカードをお試しください。",
)
INSUFFICIENT = Outcome(
    "insufficient_funds",
    "card_declined",
    "insufficient_funds",
    "Your card has insufficient funds.",
    "利用可能額が不足しています",
    "カードの利用可能額が不足しています。別のカードをお試しください。",
)
AUTHENTICATION = Outcome(
    "authentication",
    "authentication_required",
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
    "本人認証（3-Dセキュア）が求められます",
    "本人認証を完了できませんでした。もう一度お試しください。",
)
# Attaches to a customer, and fails when it is charged.
DECLINED_LATER = Outcome(
    "declined_later",
    "card_declined",
    "generic_decline",
    "Your card was declined.",
    "登録はできますが、支払い時に拒否されます",
    "カードが拒否されました。別のカードをお試しください。",
)

OUTCOMES = {each.name: each for each in (SUCCESS, DECLINED, INSUFFICIENT, AUTHENTICATION, DECLINED_LATER)}

NUMBERS = {
    "4242424242424242": SUCCESS,
    "4000000000000002": DECLINED,
    "4000000000009995": INSUFFICIENT,
    "4000002500003155": AUTHENTICATION,
    "4000000000000341": DECLINED_LATER,
}
"""Test numbers and what comes of them."""

SHOWN = ("4242424242424242", "4000000000000002", "4000000000009995", "4000002500003155")
"""Those that the payment page offers."""

TEST_METHODS = {
    "pm_card_visa": SUCCESS,
    "pm_card_visa_chargeDeclined": DECLINED,
    "pm_card_visa_chargeDeclinedInsufficientFunds": INSUFFICIENT,
    "pm_card_authenticationRequired": AUTHENTICATION,
    "pm_card_chargeCustomerFail": DECLINED_LATER,
}
"""Stripe's named test payment methods."""


def outcome_of(number: str) -> Outcome | None:
    """Return what a test card's number comes to; nothing for any other number."""
    return NUMBERS.get("".join(number.split()).replace("-", ""))
