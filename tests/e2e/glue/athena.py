"""Run SQL on Iceberg tables in place of the emulator's Athena, which cannot.

Named queries and workgroups are the emulator's own. A SELECT is translated to DuckDB; DELETEs run
on Spark, in one run as soon as somebody asks for the result of one.
"""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from botocore import xform_name

from local.queries.run import run
from tests.e2e.glue.deployed_lake import DeployedLake
from tests.e2e.glue.read_tables import read_tables
from tests.e2e.glue.run_job import run_job

_JOB = "athena-stand-in"
_SCRIPT = b"""\
import json, sys
from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
for statement in json.loads(sys.argv[sys.argv.index("--statements") + 1]):
    spark.sql(statement)
"""


@dataclass
class Athena:
    """The queries so far, and their results.

    Attributes
    ----------
    executions
        By id: the SQL, the state, why it failed, and the rows with the header.
    """

    lake: DeployedLake
    folder: Path
    executions: dict[str, dict[str, Any]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def answer(self, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        """Answer a call of Athena's API."""
        match operation:
            case "StartQueryExecution":
                return {"QueryExecutionId": self._start(asked["QueryString"])}
            case "GetQueryExecution":
                return {"QueryExecution": self._describe(asked["QueryExecutionId"])}
            case "GetQueryResults":
                rows = self.executions[asked["QueryExecutionId"]]["rows"]
                cells = [[{"VarCharValue": str(cell)} for cell in row] for row in rows]
                return {"ResultSet": {"Rows": [{"Data": row} for row in cells]}}
        client = self.lake.emulator.client("athena")
        answer: dict[str, Any] = getattr(client, xform_name(operation))(**asked)
        return {name: value for name, value in answer.items() if name != "ResponseMetadata"}

    def _start(self, sql: str) -> str:
        query_id = str(uuid.uuid4())
        made: dict[str, Any] = {"sql": sql, "state": "QUEUED", "reason": "", "rows": []}
        self.executions[query_id] = made
        if not sql.startswith("DELETE"):
            result = run(read_tables(self.lake, self.folder / query_id), sql)
            made["rows"] = [[column.name for column in result.columns], *result.rows]
            made["state"] = "SUCCEEDED"
        bucket = self.lake.stack.outputs["ResultsBucket"]
        for suffix in (".csv", ".csv.metadata"):
            self.lake.emulator.client("s3").put_object(
                Bucket=bucket, Key=f"athena/{query_id}{suffix}", Body=b""
            )
        return query_id

    def _describe(self, query_id: str) -> dict[str, Any]:
        with self._lock:
            queued = [one for one in self.executions.values() if one["state"] == "QUEUED"]
            for one in queued:
                one["state"] = "RUNNING"
        if queued:
            Thread(target=self._delete, args=(queued,), daemon=True).start()
        execution = self.executions[query_id]
        bucket = self.lake.stack.outputs["ResultsBucket"]
        return {
            "QueryExecutionId": query_id,
            "ResultConfiguration": {"OutputLocation": f"s3://{bucket}/athena/{query_id}.csv"},
            "Status": {"State": execution["state"], "StateChangeReason": execution["reason"]},
        }

    def _delete(self, executions: list[dict[str, Any]]) -> None:
        database = self.lake.database
        statements = [
            one["sql"].replace("DELETE FROM ", f"DELETE FROM glue_catalog.{database}.")
            for one in executions
        ]
        done = run_job(
            _make_job(self.lake),
            endpoint_url=self.lake.emulator.url,
            ca_bundle=self.lake.emulator.ca_bundle,
            folder=self.folder / "delete",
            arguments={"--statements": json.dumps(statements)},
        )
        for one in executions:
            one["reason"] = "" if done.returncode == 0 else done.output
            one["state"] = "SUCCEEDED" if done.returncode == 0 else "FAILED"


def _make_job(lake: DeployedLake) -> str:
    """Make a job that runs SQL, like the load job, with a role that may do everything."""
    iam, glue = lake.emulator.client("iam"), lake.emulator.client("glue")
    load = glue.get_job(JobName=lake.stack.outputs["LoadJob"])["Job"]
    trust = iam.get_role(RoleName=lake.stack.resources["Transform/LoadRole"])["Role"]
    iam.create_role(
        RoleName=_JOB, AssumeRolePolicyDocument=json.dumps(trust["AssumeRolePolicyDocument"])
    )
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [everything]})
    iam.put_role_policy(RoleName=_JOB, PolicyName="all", PolicyDocument=document)
    bucket = lake.stack.outputs["ResultsBucket"]
    key = "spark-events/delete.py"
    lake.emulator.client("s3").put_object(Bucket=bucket, Key=key, Body=_SCRIPT)
    wheels = "--additional-python-modules"
    glue.create_job(
        Name=_JOB,
        Role=iam.get_role(RoleName=_JOB)["Role"]["Arn"],
        GlueVersion="5.1",
        Command={
            "Name": "glueetl",
            "PythonVersion": "3",
            "ScriptLocation": f"s3://{bucket}/{key}",
        },
        DefaultArguments={
            name: value for name, value in load["DefaultArguments"].items() if name != wheels
        },
    )
    return _JOB


@contextmanager
def athena_stand_in(lake: DeployedLake, folder: Path) -> Iterator[str]:
    """Serve Athena's API; yield its address."""
    athena = Athena(lake, folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            operation = self.headers["X-Amz-Target"].rpartition(".")[2]
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                status, answer = 200, athena.answer(operation, asked)
            except Exception as error:
                status, answer = 400, {"__type": "InvalidRequestException", "message": str(error)}
            body = json.dumps(answer, default=str).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
