"""The template of Athena's named queries, rendered from ``sql/``: one query a file."""

import json
from pathlib import Path

from cli.errors import UserError
from cli.project import PROJECT

SQL = PROJECT / "sql"
TEMPLATE = "named_queries.yaml"  # as root.yaml names it

_HEAD = """\
# Rendered from sql/ by deploy/named_queries.py.
AWSTemplateFormatVersion: "2010-09-09"
Description: >-
  Spotify playlist lake, named queries: every file of sql/, ready to run in Athena.

Parameters:
  Database:
    Type: String
    Description: The Glue database that the queries read.
  WorkGroup:
    Type: String
    Description: The Athena workgroup of the queries.

Resources:
"""


def render_named_queries(folder: Path = SQL) -> str:
    """Return the template with a named query for each ``<group>/<name>.sql`` of a folder.

    Raises
    ------
    UserError
        A file has no ``-- answers: ...`` in its header.
    """
    return _HEAD + "\n".join(_resource(file) for file in sorted(folder.glob("*/*.sql")))


def _resource(file: Path) -> str:
    sql = file.read_text(encoding="utf-8").rstrip()
    logical_id = "".join(word.capitalize() for word in file.stem.split("_"))
    lines = "\n".join(f"        {line}".rstrip() for line in sql.splitlines())
    return f"""\
  {logical_id}:
    Type: AWS::Athena::NamedQuery
    Properties:
      Name: {file.parent.name}/{file.stem}
      Description: {json.dumps(_description(file, sql), ensure_ascii=False)}
      Database: !Ref Database
      WorkGroup: !Ref WorkGroup
      QueryString: |
{lines}
"""


def _description(file: Path, sql: str) -> str:
    """Return what the header says that the query answers."""
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        name, _, value = line.removeprefix("-- ").partition(": ")
        if name == "answers" and value:
            return value
    raise UserError(f"{file} has no line `-- answers: ...` at its beginning")
