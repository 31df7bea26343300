"""The jobs' metrics in CloudWatch, for alarms and the dashboard."""

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from glue_jobs.job.json_log import log_event

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch.literals import StandardUnitType
    from mypy_boto3_cloudwatch.type_defs import MetricDatumTypeDef

# Others are counts.
_UNITS: "Mapping[str, StandardUnitType]" = {"DataAgeHours": "None", "RunSeconds": "Seconds"}


def publish_metrics(
    namespace: str, service: str, values: Mapping[str, float], region: str | None = None
) -> None:
    """Publish a run's metrics, in one call.

    A failure is logged, not raised: the data are safe, and an alarm on missing metrics tells of it.

    Parameters
    ----------
    namespace, service
        The Lambda and the jobs share a namespace, each under its own ``service``.
    region
        Where to publish them, if not in the environment's region.
    """
    metrics: list[MetricDatumTypeDef] = [
        {
            "MetricName": name,
            "Dimensions": [{"Name": "service", "Value": service}],
            "Value": value,
            "Unit": _UNITS.get(name, "Count"),
        }
        for name, value in values.items()
    ]
    try:
        boto3.client("cloudwatch", region_name=region).put_metric_data(
            Namespace=namespace, MetricData=metrics
        )
    except (BotoCoreError, ClientError) as error:
        log_event("metrics not published", level=logging.WARNING, reason=str(error))
