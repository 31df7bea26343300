"""Check permissions on the resources on which AWS checks them."""

import json
import re
from collections.abc import Iterator
from typing import Any

from ministack.core import iam_actions, iam_evaluator  # type: ignore[import-not-found]

_extract_resource_arn = iam_actions.extract_resource_arn
_enforce = iam_evaluator.enforce

_CATALOG = re.compile(r"(?P<glue>arn:aws:glue:[^:]*:[^:]*:)(database|table)/(?P<database>[^/]+)")
_LOGS = {"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"}


def _resource_arn(  # noqa: PLR0917 - the emulator's signature
    service: str,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    query: dict[str, Any],
    region: str,
    account: str,
) -> str:
    """Name the table where a call is about one, and the database where it is about that.

    The emulator names a table's database alone, and takes the name of a database for a table's.
    """
    if service == "glue":
        asked = json.loads(body or b"{}")
        database, name = asked.get("DatabaseName"), asked.get("Name")
        table = name or asked.get("TableInput", {}).get("Name")
        if database and table:
            return f"arn:aws:glue:{region}:{account}:table/{database}/{table}"
        if headers.get("x-amz-target", "").endswith("Database") and name:
            return f"arn:aws:glue:{region}:{account}:database/{name}"
    found: str = _extract_resource_arn(service, method, path, headers, body, query, region, account)
    return found


def _checked(action: str, arn: str) -> Iterator[str]:
    """Yield all resources that an action has to be allowed on.

    What is done to a table of the Data Catalog has to be allowed on its database and on the catalog
    too. What is done to a log group is asked for on a log stream, hence the ``:*`` in policies.
    """
    in_catalog = _CATALOG.match(arn)
    if in_catalog:
        yield f"{in_catalog['glue']}catalog"
        yield f"{in_catalog['glue']}database/{in_catalog['database']}"
    if not in_catalog or ":table/" in arn:
        yield f"{arn}:log-stream:" if action in _LOGS else arn


def _enforce_all(
    access_key: str,
    action: str,
    service: str,
    region: str,
    resource_arn: str = "*",
    **context: Any,
) -> Any:
    """Return the first refusal, or nothing."""
    refusals = (
        _enforce(access_key, action, service, region, resource_arn=one, **context)
        for one in _checked(action, resource_arn)
    )
    return next(filter(None, refusals), None)


def patch() -> None:
    """Replace the emulator's own functions, which it looks up at each request."""
    iam_actions.extract_resource_arn = _resource_arn
    iam_evaluator.enforce = _enforce_all
