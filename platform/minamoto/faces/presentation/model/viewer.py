"""For whom something is shown, and how periods, moments and pages are written for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from minamoto.faces.presentation.model.shapes import LanguageCode, Span
from minamoto.kernel.errors import InvalidInput, NotFound
from minamoto.kernel.identifiers import OpaqueIds
from minamoto.kernel.moments import JST
from minamoto.kernel.periods import Period


class WrongCursor(InvalidInput):
    """A cursor that this address did not give out."""

    code = "wrong-cursor"
    ja = "ページの指定が正しくありません。最初のページから表示し直してください。"
    en = "The cursor is not valid. Start again from the first page."


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom something is shown: the tenant's ids, the reader's language, the day in Japan."""

    opaque: OpaqueIds
    language: LanguageCode
    today: date

    def text(self, ja: str, en: str) -> str:
        """Return the text in the reader's language."""
        return ja if self.language == "ja" else en

    def write_cursor(self, kind: str, at: date | datetime, number: int) -> str:
        """Return the cursor of the page that follows a row, named by its day or moment and its id."""
        if isinstance(at, datetime):
            place = at.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%f")
        else:
            place = at.strftime("%Y%m%d")
        return f"{place}~{self.opaque.write(kind, number)}"

    def read_day_cursor(self, kind: str, cursor: str | None) -> tuple[date, int] | None:
        """Return the day and id a page follows; nothing for the first page.

        :raises WrongCursor: when the cursor was not given out for this kind and tenant.
        """
        found = self._read(kind, cursor, "%Y%m%d")
        return None if found is None else (found[0].date(), found[1])

    def read_moment_cursor(self, kind: str, cursor: str | None) -> tuple[datetime, int] | None:
        """Return the moment and id a page follows; nothing for the first page.

        :raises WrongCursor: when the cursor was not given out for this kind and tenant.
        """
        return self._read(kind, cursor, "%Y%m%dT%H%M%S.%f")

    def _read(self, kind: str, cursor: str | None, form: str) -> tuple[datetime, int] | None:
        if not cursor:
            return None
        place, _, identifier = cursor.partition("~")
        try:
            return datetime.strptime(place, form).replace(tzinfo=UTC), self.opaque.read(kind, identifier)
        except (ValueError, NotFound) as error:
            raise WrongCursor(pointer="/cursor") from error


def span(period: Period) -> Span:
    """Return a period as the faces show it."""
    return Span(start=period.start, end=period.end, last_day=period.last_day, days=period.days)


def in_japan(moment: datetime) -> datetime:
    """Return a moment with Japan's offset, as the faces show moments."""
    return moment.astimezone(JST)
