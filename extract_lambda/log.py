"""The Lambda's log, metrics and traces, shared by its modules."""

import logging

from aws_lambda_powertools import Logger, Metrics, Tracer

SERVICE = "extract"
NAMESPACE = "SpotifyPlaylistLake"

LOGGER = Logger(service=SERVICE, utc=True, use_rfc3339=True)
METRICS = Metrics(namespace=NAMESPACE, service=SERVICE)
# X-Ray's daemon runs on AWS only; elsewhere powertools turns the tracer off by itself.
TRACER = Tracer(service=SERVICE, patch_modules=["botocore", "requests"])

# At DEBUG these write down requests and answers, with the tokens and the secret in them. Whatever
# level the root logger is given, that must not reach the log.
for _talkative in ("botocore", "spotipy", "urllib3"):
    logging.getLogger(_talkative).setLevel(logging.WARNING)
