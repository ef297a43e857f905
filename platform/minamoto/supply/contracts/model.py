"""Values of customer numbers and agreements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class AgreementState(StrEnum):
    """Whether a service is used (開栓中), shut off (停水) or closed (閉栓)."""

    OPEN = "open"
    SHUT_OFF = "shut_off"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A customer number to be opened: one occupancy of premises by a party, paid by a payer account."""

    customer_number: str
    party_id: int
    premises_id: int
    payer_account_id: int
    started_on: date


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """An agreement for one service with its first terms.

    ``attributes`` hold what a tariff may ask for: ``ampere``, ``diameter_mm``, ``households``, ``use_class``.
    """

    customer_id: int
    service: str
    service_point_id: int
    agreement_number: str
    started_on: date
    tariff_code: str
    attributes: Mapping[str, str | int] = field(default_factory=dict)
