"""What a log line may hold."""

import logging


def without_traceback_of_a_refusal(record: logging.LogRecord) -> bool:
    """A refused request (403, 400, …) is one line: its traceback would only tell where our own guard stands."""
    status = getattr(record, "status_code", None)
    if status is not None and status < 500:
        record.exc_info = record.exc_text = None
    return True
