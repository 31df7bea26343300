"""The named queries in the template are those of sql/, letter by letter."""

import re

from deploy.render_named_queries import TEMPLATE, render
from local.queries.named import SQL
from tests.unit.cloudformation.templates import TEMPLATES

QUERIES = TEMPLATES["named_queries"]["Resources"]


def test_the_template_is_in_step_with_sql() -> None:
    assert TEMPLATE.read_text(encoding="utf-8") == render(), (
        "run `.venv/bin/python -m deploy.render_named_queries`"
    )


def test_each_file_is_a_named_query_with_its_very_text() -> None:
    texts = {
        one["Properties"]["Name"]: one["Properties"]["QueryString"] for one in QUERIES.values()
    }

    files = {
        path.relative_to(SQL).with_suffix("").as_posix(): path.read_text(encoding="utf-8")
        for path in SQL.glob("*/*.sql")
    }
    assert texts == files


def test_athena_takes_each() -> None:
    for logical_id, one in QUERIES.items():
        properties = one["Properties"]
        assert re.fullmatch(r"[A-Za-z0-9]{1,255}", logical_id)
        assert 1 <= len(properties["Name"]) <= 128
        assert 1 <= len(properties["Description"]) <= 1024
        assert len(properties["QueryString"].encode()) <= 262_144
        assert properties["Database"] == {"Ref": "Database"}
        assert properties["WorkGroup"] == {"Ref": "WorkGroup"}
    # What CloudFormation takes from S3.
    assert TEMPLATE.stat().st_size <= 1_000_000
