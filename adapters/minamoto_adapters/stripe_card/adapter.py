"""The Stripe adapter's table of contents."""

from __future__ import annotations

from minamoto.foundation.exchange.adapters import Adapter
from minamoto_adapters.stripe_card.controllers import receive_event
from minamoto_adapters.stripe_card.processor import StripeProcessor

ADAPTER = Adapter(
    name="stripe_card",
    title_ja="クレジットカード・コンビニ支払い（Stripe）",
    title_en="Card and convenience-store payments (Stripe)",
    provides=(StripeProcessor(),),
    routes=(receive_event,),
)
