"""How a line of the log is written: what somebody typed begins no line of its own."""

import logging

ESCAPED = {n: f"\\x{n:02x}" for n in (*range(32), 127, 0x85, 0x2028, 0x2029)}


class OneLine(logging.Formatter):
    """Time with its distance from UTC, level, name, sentence; signs that steer a terminal or end a line are written
    out. A trace follows indented, so that none of its lines can be taken for an entry."""

    default_time_format, default_msec_format = "%Y-%m-%dT%H:%M:%S%z", None

    def formatMessage(self, record: logging.LogRecord) -> str:
        return super().formatMessage(record).translate(ESCAPED)

    def formatException(self, ei) -> str:
        lines = super().formatException(ei).splitlines()
        return "\n".join(f"  {line.translate(ESCAPED)}" for line in lines)
