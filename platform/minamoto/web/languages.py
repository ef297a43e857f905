"""Which of the two languages an answer is written in."""

from __future__ import annotations

from minamoto.kernel.errors import Language


def preferred(header: str | None, default: Language = "ja") -> Language:
    """Return the language of an ``Accept-Language`` header (RFC 9110 section 12.5.4) that is offered here."""
    best: tuple[float, Language] | None = None
    for part in (header or "").split(","):
        name, _, parameter = part.strip().partition(";")
        weight = _weight(parameter)
        main = name.strip().lower().partition("-")[0]
        if main in {"ja", "en"} and weight > 0 and (best is None or weight > best[0]):
            best = (weight, "ja" if main == "ja" else "en")
    return default if best is None else best[1]


def _weight(parameter: str) -> float:
    key, _, value = parameter.strip().partition("=")
    if not key:
        return 1.0
    try:
        return float(value) if key.strip() == "q" else 1.0
    except ValueError:
        return 0.0
