"""Takes in processors' messages from the exchange's inbox, where each is kept once."""

from __future__ import annotations

from datetime import datetime

from minamoto.foundation.exchange.model import HandledFile, ParkedRecord
from minamoto.journeys.card_payment.operations import PaymentTakenBack, PaymentUnknown, settle
from minamoto.money.receipts.ports import PaymentProcessor


def event_kind(processor: str) -> str:
    """Return the inbox kind of a processor's messages."""
    return f"payment.event.{processor}"


class PaymentEventHandler:
    """An exchange handler for the messages of one processor."""

    def __init__(self, processor: PaymentProcessor) -> None:
        """Name the processor."""
        self._processor = processor

    @property
    def kinds(self) -> tuple[str, ...]:
        """The processor's kind."""
        return (event_kind(self._processor.name),)

    async def handle(self, content: bytes, file_name: str, message_id: int, now: datetime) -> HandledFile:  # noqa: ARG002 - the exchange's signature
        """Settle one message. A payment not begun here, or taken back, is parked for staff to decide on."""
        event = self._processor.read_event(content)
        try:
            outcome = await settle(processor=self._processor.name, event=event, now=now)
        except (PaymentUnknown, PaymentTakenBack) as error:
            detail = {"subject": event.event_id, "ja": error.message("ja"), "en": error.message("en")}
            if event.payment_reference is not None:
                detail["payment"] = event.payment_reference
            return HandledFile(parked=(ParkedRecord("1", error.code, detail),))
        return HandledFile(counts={outcome: 1})
