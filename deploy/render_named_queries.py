"""Writes ``named_queries.yaml``: every query of ``sql/`` as a named query of Athena.

Run after a change in ``sql/``, from the project's folder::

    .venv/bin/python -m deploy.render_named_queries
"""

import json
import sys

from rich.console import Console

from cli.errors import UserError
from cli.project import PROJECT
from local.queries.named import NamedQuery, named_queries

TEMPLATE = PROJECT / "cloudformation" / "named_queries.yaml"

_HEAD = """\
# Made from sql/ by `python -m deploy.render_named_queries`: change the queries there.
AWSTemplateFormatVersion: "2010-09-09"
Description: >-
  Spotify playlist lake, named queries: every file of sql/, ready to run in Athena.

Parameters:
  Database:
    Type: String
    Description: The Glue database that the queries read.
  WorkGroup:
    Type: String
    Description: The Athena workgroup that they stand in.

Resources:
"""


def render() -> str:
    """Return the template.

    Raises
    ------
    UserError
        A file of ``sql/`` is no named query.
    """
    return _HEAD + "\n".join(_resource(query) for query in named_queries().values())


def logical_id(query: NamedQuery) -> str:
    """Return what the template calls a query: ``todays_chart`` is TodaysChart."""
    return "".join(word[0].upper() + word[1:] for word in query.name.split("_"))


def _resource(query: NamedQuery) -> str:
    sql = query.sql.rstrip()
    lines = "\n".join(f"        {line}".rstrip() for line in sql.splitlines())
    return f"""\
  {logical_id(query)}:
    Type: AWS::Athena::NamedQuery
    Properties:
      Name: {query.group}/{query.name}
      Description: {json.dumps(query.answers, ensure_ascii=False)}
      Database: !Ref Database
      WorkGroup: !Ref WorkGroup
      QueryString: |
{lines}
"""


def main() -> None:
    """Write the template."""
    try:
        TEMPLATE.write_text(render(), encoding="utf-8")
    except UserError as error:
        sys.exit(f"error: {error}")
    Console().print(f"{TEMPLATE}: {len(named_queries())} queries", highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
