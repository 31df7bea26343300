"""Queries in the stack's Athena workgroup."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cli.errors import UserError

if TYPE_CHECKING:
    from mypy_boto3_athena import AthenaClient

_POLL_SECONDS = 1.0
_ENDED = {"SUCCEEDED", "FAILED", "CANCELLED"}


@dataclass
class Workgroup:
    """A workgroup and the database that its queries read.

    Attributes
    ----------
    outputs
        The S3 addresses of the results so far, for the clean-up.
    """

    athena: "AthenaClient"
    name: str
    database: str
    outputs: list[str] = field(default_factory=list)

    def named_query(self, name: str) -> str:
        """Return the SQL of a named query.

        Raises
        ------
        UserError
            The workgroup has no such query.
        """
        pages = self.athena.get_paginator("list_named_queries").paginate(WorkGroup=self.name)
        for page in pages:
            if not page["NamedQueryIds"]:
                continue
            found = self.athena.batch_get_named_query(NamedQueryIds=page["NamedQueryIds"])
            for query in found["NamedQueries"]:
                if query["Name"] == name:
                    return query["QueryString"]
        raise UserError(f"the workgroup {self.name} has no named query {name}")

    def rows(self, sql: str) -> list[dict[str, str]]:
        """Run a query; return its rows by column name."""
        (query_id,) = self.run([sql])
        answer = self.athena.get_query_results(QueryExecutionId=query_id)["ResultSet"]
        header, *rows = [
            [cell.get("VarCharValue", "") for cell in row["Data"]] for row in answer["Rows"]
        ]
        return [dict(zip(header, row, strict=True)) for row in rows]

    def run(self, statements: Sequence[str]) -> list[str]:
        """Run statements at the same time and wait for all; return their execution ids.

        Raises
        ------
        UserError
            One of them fails.
        """
        query_ids = [
            self.athena.start_query_execution(
                QueryString=sql,
                WorkGroup=self.name,
                QueryExecutionContext={"Database": self.database, "Catalog": "AwsDataCatalog"},
            )["QueryExecutionId"]
            for sql in statements
        ]
        for query_id, sql in zip(query_ids, statements, strict=True):
            self._wait(query_id, sql)
        return query_ids

    def _wait(self, query_id: str, sql: str) -> None:
        while True:
            found = self.athena.get_query_execution(QueryExecutionId=query_id)["QueryExecution"]
            status = found.get("Status", {})
            if status.get("State") in _ENDED:
                break
            time.sleep(_POLL_SECONDS)
        self.outputs.append(found.get("ResultConfiguration", {}).get("OutputLocation", ""))
        if status.get("State") != "SUCCEEDED":
            start = " ".join(sql.split())[:60]
            raise UserError(f"{start} ...: {status.get('StateChangeReason', 'no reason given')}")
