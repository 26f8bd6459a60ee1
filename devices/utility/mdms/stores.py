"""Which store keeps the interval data: the records' own file, or a server by its address."""

from devices.utility.mdms.meter_days import MeterDays


def opened(url: str) -> MeterDays | None:
    """The store at postgresql://...; None for "", the records' own file.

    Raises StoreGone for a server that does not answer, ValueError for what is no address or lacks its driver.
    """
    if not url:
        return None
    try:
        from devices.utility.mdms.postgres_days import PostgresDays  # noqa: PLC0415 the records run without psycopg
    except ImportError:
        raise ValueError(f"{url.partition(':')[0]} needs psycopg: install hemsapp[utility]") from None
    return PostgresDays(url)
