"""The template of the named queries: each file of sql/, unchanged."""

import re
from pathlib import Path

import pytest

from cli.errors import UserError
from deploy.named_queries import SQL, render_named_queries
from tests.unit.cloudformation.templates import TEMPLATES

QUERIES = TEMPLATES["named_queries"]["Resources"]


def test_each_file_is_a_named_query_with_its_text() -> None:
    texts = {
        one["Properties"]["Name"]: one["Properties"]["QueryString"] for one in QUERIES.values()
    }

    files = {
        path.relative_to(SQL).with_suffix("").as_posix(): path.read_text(encoding="utf-8")
        for path in SQL.glob("*/*.sql")
    }
    assert len(files) > 20
    assert texts == files


def test_description_is_the_question_that_the_query_answers() -> None:
    assert QUERIES["LongestAlbums"]["Properties"]["Description"] == (
        "Which albums play longest, over their songs in the lake?"
    )


def test_queries_are_within_the_limits_of_athena_and_cloudformation() -> None:
    for logical_id, one in QUERIES.items():
        properties = one["Properties"]
        assert re.fullmatch(r"[A-Za-z0-9]{1,255}", logical_id)
        assert 1 <= len(properties["Name"]) <= 128
        assert 1 <= len(properties["Description"]) <= 1024
        assert len(properties["QueryString"].encode()) <= 262_144
        assert properties["Database"] == {"Ref": "Database"}
        assert properties["WorkGroup"] == {"Ref": "WorkGroup"}
    # What CloudFormation takes from S3.
    assert len(render_named_queries().encode()) <= 1_000_000


def test_query_without_an_answer_is_refused(tmp_path: Path) -> None:
    (tmp_path / "songs").mkdir()
    (tmp_path / "songs" / "all.sql").write_text("-- name: all\nSELECT 1\n-- answers: x\n")
    with pytest.raises(UserError, match=r"songs/all\.sql has no line `-- answers"):
        render_named_queries(tmp_path)
