"""The Lambda's entry: `extract_lambda.handler.handler`."""

from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from extract_lambda.dependencies import Dependencies, read_environment
from extract_lambda.errors import ExtractionFailedError, InvalidGrantError
from extract_lambda.extraction import Extraction
from extract_lambda.log import LOGGER, METRICS, TRACER
from extract_lambda.outcome import RunResult
from extract_lambda.request import read_request
from extract_lambda.time_left import TimeLeft

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

# Once per cold start: a wrong environment variable fails the first event, not the import.
_environment = cache(read_environment)


@METRICS.log_metrics(capture_cold_start_metric=True)
@TRACER.capture_lambda_handler(capture_response=False)
@LOGGER.inject_lambda_context(clear_state=True)
def handler(
    event: Any, context: "LambdaContext", *, dependencies: Dependencies | None = None
) -> dict[str, Any]:
    """Extract the playlists that the event or the environment names.

    Parameters
    ----------
    event
        EventBridge Scheduler's, or a manual one: ``{}``, or with ``playlists`` (ids, links or
        URIs) and ``market``, each instead of the environment's.
    context
        Lambda's.
    dependencies
        What to work with, instead of what the environment describes.

    Returns
    -------
    dict
        What became of each playlist (`outcome.RunResult.as_json`).

    Raises
    ------
    ExtractionFailedError
        Not every playlist was extracted; Lambda tries the event again, then keeps it in the
        dead-letter queue.
    ExtractError
        Nothing could be begun: the settings or the event are wrong.
    """
    LOGGER.set_correlation_id(context.aws_request_id)
    dependencies = dependencies or _environment()
    request = read_request(event, dependencies.settings, dependencies.now())
    if request.event_id:
        LOGGER.set_correlation_id(request.event_id)
    time_left = TimeLeft(context.get_remaining_time_in_millis, dependencies.sleep)
    extraction = Extraction(request, dependencies, time_left)
    result = extraction.run()
    _count(result, extraction)
    failure = result.failure()
    if failure is None:
        LOGGER.info("run done", extra={"result": result.as_json()})
        return result.as_json()
    LOGGER.error("run failed", extra={"result": result.as_json()})
    raise ExtractionFailedError(failure, result.as_json())


def _count(result: RunResult, extraction: Extraction) -> None:
    """Add the metrics, zeros too: an alarm then tells "nothing failed" from "nothing ran"."""
    for name, value in {
        "PlaylistsExtracted": result.count("extracted"),
        "PlaylistsAlreadyExtracted": result.count("already_extracted"),
        "PlaylistsFailed": result.count("failed"),
        "PlaylistsNotReached": result.count("not_reached"),
        "PlaylistsInconsistent": sum(one.note is not None for one in result.outcomes),
        "EntriesExtracted": result.entries,
        "InvalidGrant": int(isinstance(extraction.stopped_by, InvalidGrantError)),
        "RateLimited": extraction.client.rate_limited,
    }.items():
        METRICS.add_metric(name, MetricUnit.Count, value)
