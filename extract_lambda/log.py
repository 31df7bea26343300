"""The Lambda's log, metrics and traces, shared by its modules."""

import logging
import os

from aws_lambda_powertools import Logger, Metrics, Tracer

SERVICE = "extract"
# One namespace per stack, set by its template.
NAMESPACE = os.environ.get("POWERTOOLS_METRICS_NAMESPACE", "SpotifyPlaylistLake")

LOGGER = Logger(service=SERVICE, utc=True, use_rfc3339=True)
METRICS = Metrics(namespace=NAMESPACE, service=SERVICE)
# Off AWS, where no X-Ray daemon runs, powertools disables the tracer.
TRACER = Tracer(service=SERVICE, patch_modules=["botocore", "requests"])

# At DEBUG these log requests and responses with tokens and the secret: never, whatever the root
# logger's level is.
for _name in ("botocore", "spotipy", "urllib3"):
    logging.getLogger(_name).setLevel(logging.WARNING)
