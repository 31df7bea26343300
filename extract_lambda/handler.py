"""The Lambda's entry point, `extract_lambda.handler.handler`."""

from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit

from extract_lambda.deadline import Deadline
from extract_lambda.dependencies import Dependencies, read_environment
from extract_lambda.errors import ExtractionFailedError
from extract_lambda.extraction import extract_playlists
from extract_lambda.log import LOGGER, METRICS, TRACER
from extract_lambda.request import read_request

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

# Read at the first event, not at import: a wrong variable then fails an event, with its message.
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
        EventBridge Scheduler's, or a manual one: ``{}``, or with ``playlists`` and
        ``market``, each instead of the environment's.
    context
        Lambda's.
    dependencies
        Instead of those that the environment describes.

    Returns
    -------
    dict
        What became of each playlist (`outcome.RunResult.as_json`).

    Raises
    ------
    ExtractionFailedError
        Not every playlist was extracted; Lambda retries the event, then puts it into the
        dead-letter queue.
    ExtractError
        The settings or the event are wrong; nothing was requested.
    """
    LOGGER.set_correlation_id(context.aws_request_id)
    dependencies = dependencies or _environment()
    request = read_request(event, dependencies.settings, dependencies.now())
    if request.event_id:
        LOGGER.set_correlation_id(request.event_id)
    deadline = Deadline(context.get_remaining_time_in_millis, dependencies.sleep)
    result = extract_playlists(request, dependencies, deadline)
    for name, value in result.metrics().items():
        METRICS.add_metric(name, MetricUnit.Count, value)
    failure = result.failure()
    if failure is None:
        LOGGER.info("run done", extra={"result": result.as_json()})
        return result.as_json()
    LOGGER.error("run failed", extra={"result": result.as_json()})
    raise ExtractionFailedError(failure, result.as_json())
