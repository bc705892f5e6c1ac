"""Days of the city and the moments at which they begin and end.

People speak of first and last days, and a last day is part of it; the database keeps moments in UTC. Whatever is open
from 1 to 24 November stands there as the midnight that begins the 1st and the midnight that ends the 24th.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from civic.config import settings

FIRST_YEAR, LAST_YEAR = 1970, 2199  # of days that people may enter: beyond lie typing errors, and clocks that overflow
_TICK = timedelta(microseconds=1)


def start_of(day: date) -> datetime:
    """The midnight that begins a day."""
    return datetime.combine(day, time(), _zone()).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The midnight that ends a day."""
    return start_of(day + timedelta(days=1))


def first_day(moment: datetime) -> date:
    """The day in which something begins that begins at this moment."""
    return moment.astimezone(_zone()).date()


def last_day(moment: datetime) -> date:
    """The last day of something that ends at this moment: a midnight ends the day before it."""
    return (moment - _TICK).astimezone(_zone()).date()


def ends_a_day(moment: datetime) -> bool:
    """Whether a day of the city begins at this moment: at midnight, but where clocks are put forward then."""
    return moment == start_of(first_day(moment))


def _zone() -> ZoneInfo:
    return ZoneInfo(settings().time_zone)
