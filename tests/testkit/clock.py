"""A clock that stands still until it is moved."""

from datetime import UTC, datetime, timedelta

from minamoto.kernel.moments import JST


class MovingClock:
    """Tells the time it was set to."""

    def __init__(self, moment: datetime | None = None) -> None:
        self.moment = moment or datetime(2026, 10, 1, 9, 0, tzinfo=JST)

    def now(self) -> datetime:
        return self.moment.astimezone(UTC)

    def advance(self, step: timedelta) -> None:
        self.moment += step

    def set(self, moment: datetime) -> None:
        self.moment = moment
