"""Wall-clock times of an institution, as whole seconds since 1970-01-01 00:00 of its own clock.

A visit happened at a time on the clinic's wall, as DICOM's Study Date and Study Time say it; no
time zone takes part, so a day is a day wherever the register or the desk stands.
"""

from datetime import date, datetime, timedelta

EPOCH = datetime(1970, 1, 1)
EPOCH_DAY = date(1970, 1, 1)
HOUR = 3_600
DAY = 24 * HOUR


def to_seconds(moment: datetime) -> int:
    """Seconds of a naive wall-clock time; fractions of a second are dropped."""
    return int((moment - EPOCH).total_seconds())


def from_seconds(seconds: int) -> datetime:
    """The naive wall-clock time of these seconds."""
    return EPOCH + timedelta(seconds=seconds)


def day_start(day: date) -> int:
    """Seconds at which a day begins."""
    return (day - EPOCH_DAY).days * DAY
