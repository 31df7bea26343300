"""The jobs' metrics in CloudWatch, where alarms and the dashboard read them."""

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


def publish_metrics(namespace: str, service: str, values: Mapping[str, float]) -> None:
    """Publish a run's numbers, in one call.

    What could not be published is logged and no reason to fail: the data are safe, and an alarm
    that waits for numbers tells that none came.

    Parameters
    ----------
    namespace, service
        The Lambda's metrics stand in the same namespace, each part under its own ``service``.
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
        boto3.client("cloudwatch").put_metric_data(Namespace=namespace, MetricData=metrics)
    except (BotoCoreError, ClientError) as error:
        log_event("metrics not published", level=logging.WARNING, reason=str(error))
