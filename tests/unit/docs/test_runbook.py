"""The runbook has a section for each alarm, and the resources it names exist."""

import re

from cli.project import PROJECT
from local.queries.run import run
from tests.unit.cloudformation.templates import TEMPLATES
from tests.unit.sql.lake import at, lake_of

RUNBOOK = (PROJECT / "docs" / "runbook.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^## ([a-z-]+)$", RUNBOOK, re.MULTILINE)
STACK = "spotify-playlist-lake"


def test_alarms_and_sections_match() -> None:
    monitoring = (PROJECT / "cloudformation" / "monitoring.yaml").read_text(encoding="utf-8")

    assert set(re.findall(r"docs/runbook\.md#([a-z-]+)", monitoring)) == set(SECTIONS)
    assert set(re.findall(r"\]\(#([a-z-]+)\)", RUNBOOK)) <= set(SECTIONS)


def test_resources_named_are_those_of_the_stack() -> None:
    named = set(re.findall(rf"{STACK}-([a-z-]+[a-z])", RUNBOOK))
    properties = ("Name", "FunctionName", "QueueName")
    templates = [
        str(resource.get("Properties", {}).get(name, {}).get("Sub", ""))
        for template in TEMPLATES.values()
        for resource in template["Resources"].values()
        for name in properties
        if isinstance(resource.get("Properties", {}).get(name), dict)
    ]

    assert named
    assert named <= {name.removeprefix("${Prefix}-") for name in templates}


def test_query_returns_the_reasons_of_rejected_files() -> None:
    [sql] = re.findall(r"^```sql\n(.*?)^```", RUNBOOK, re.DOTALL | re.MULTILINE)

    assert list(run(lake_of(), sql).rows) == [
        ("p1/20261105T060000Z.jsonl", "line 1: Input data was truncated (byte 17)", at(5, 6, 5))
    ]
