"""How long the Lambda may go on."""

import time
from collections.abc import Callable

from extract_lambda.errors import OutOfTimeError

# What is kept for writing the last playlist, the result and the metrics.
_RESERVE = 10.0
_LONGEST_REQUEST = 15.0
_SHORTEST_REQUEST = 1.0


class TimeLeft:
    """The rest of the Lambda's time, which all waiting is held against.

    Parameters
    ----------
    remaining_millis
        The Lambda context's ``get_remaining_time_in_millis``.
    sleep
        What waits.
    """

    def __init__(
        self, remaining_millis: Callable[[], int], sleep: Callable[[float], object] = time.sleep
    ) -> None:
        self._remaining_millis = remaining_millis
        self.sleep = sleep

    def seconds(self) -> float:
        """Return how many seconds are left for requests and waiting."""
        return self._remaining_millis() / 1000 - _RESERVE

    def allows(self, wait: float) -> bool:
        """Return whether there is time for a request after so long a wait."""
        return self.seconds() - wait >= 2 * _SHORTEST_REQUEST

    def for_request(self) -> float:
        """Return the time-out for a request that is made now.

        Raises
        ------
        OutOfTimeError
            It is too late for one.
        """
        # requests counts connecting and reading apart, so that both together take the double.
        seconds = min(_LONGEST_REQUEST, self.seconds() / 2)
        if seconds < _SHORTEST_REQUEST:
            raise OutOfTimeError
        return seconds
