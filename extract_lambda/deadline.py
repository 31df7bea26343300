"""The Lambda's deadline."""

import time
from collections.abc import Callable

from extract_lambda.errors import OutOfTimeError

# Kept back for writing the last playlist, the result and the metrics.
_RESERVED_SECONDS = 10.0
_MAX_REQUEST_SECONDS = 15.0
_MIN_REQUEST_SECONDS = 1.0


class Deadline:
    """The time that is left until Lambda ends the function; it bounds every wait and request.

    Parameters
    ----------
    remaining_millis
        The Lambda context's ``get_remaining_time_in_millis``.
    sleep
        Waits for a number of seconds.
    """

    def __init__(
        self, remaining_millis: Callable[[], int], sleep: Callable[[float], object] = time.sleep
    ) -> None:
        self._remaining_millis = remaining_millis
        self.sleep = sleep

    def seconds(self) -> float:
        """Return how many seconds are left for requests and waits."""
        return self._remaining_millis() / 1000 - _RESERVED_SECONDS

    def allows(self, wait: float) -> bool:
        """Return whether a request still fits after a wait."""
        return self.seconds() - wait >= 2 * _MIN_REQUEST_SECONDS

    def request_timeout(self) -> float:
        """Return the timeout of a request that starts now.

        Raises
        ------
        OutOfTimeError
            No time is left for a request.
        """
        # requests applies a timeout to connecting and to reading, so both can take twice as long.
        seconds = min(_MAX_REQUEST_SECONDS, self.seconds() / 2)
        if seconds < _MIN_REQUEST_SECONDS:
            raise OutOfTimeError
        return seconds
