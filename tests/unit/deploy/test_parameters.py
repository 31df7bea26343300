"""The root stack's parameters."""

import pytest

from cli.errors import UserError
from deploy.artifacts.builders import BUILDERS
from deploy.deploy import BUCKET, TEMPLATES
from deploy.parameters import check_parameters, parse_parameters, resolve_parameters
from deploy.template import read_template

DEFINITIONS = {
    "Playlists": {"Type": "String", "Description": "Ids, separated by commas."},
    "AlarmEmail": {"Type": "String", "Default": ""},
    "LoadScriptKey": {"Type": "String"},
}
FILLED = frozenset({"LoadScriptKey"})


def test_values_may_contain_any_character() -> None:
    given = ["Playlists=a,b", "ScheduleExpression=cron(0 6 * * ? *)", "Query=a=b", "Empty="]
    assert parse_parameters(given) == {
        "Playlists": "a,b",
        "ScheduleExpression": "cron(0 6 * * ? *)",
        "Query": "a=b",
        "Empty": "",
    }


@pytest.mark.parametrize("option", ["Playlists", "=a", "Play lists=a"])
def test_option_of_another_form_is_refused(option: str) -> None:
    with pytest.raises(UserError, match="NAME=VALUE"):
        parse_parameters([option])


def test_parameter_given_twice_is_refused() -> None:
    with pytest.raises(UserError, match="AlarmEmail is given twice"):
        parse_parameters(["AlarmEmail=a", "AlarmEmail=b"])


def check(given: dict[str, str], previous: frozenset[str] = frozenset()) -> None:
    check_parameters(DEFINITIONS, given, filled=FILLED, previous=previous)


def test_unknown_parameter_is_refused_and_the_known_ones_listed() -> None:
    with pytest.raises(UserError, match=r"no such parameter: Playlist\. .* Playlists, AlarmEmail$"):
        check({"Playlist": "a", "Playlists": "a"})


def test_user_may_not_set_the_keys_of_artifacts() -> None:
    with pytest.raises(UserError, match="no such parameter: LoadScriptKey"):
        check({"Playlists": "a", "LoadScriptKey": "a"})


def test_first_deployment_needs_parameters_without_default() -> None:
    with pytest.raises(UserError, match=r"--param Playlists=\.\.\. \(Ids, separated by commas\.\)"):
        check({"AlarmEmail": "a@example.org"})
    check({"Playlists": "a"})


def test_update_needs_no_parameters() -> None:
    check({}, previous=frozenset({"Playlists", "LoadScriptKey"}))


def test_parameter_that_is_not_given_keeps_its_value() -> None:
    resolved = resolve_parameters(
        DEFINITIONS,
        {"LoadScriptKey": "k", "AlarmEmail": ""},
        previous=frozenset({"Playlists", "AlarmEmail", "LoadScriptKey", "Gone"}),
    )
    assert resolved == [
        {"ParameterKey": "Playlists", "UsePreviousValue": True},
        {"ParameterKey": "AlarmEmail", "ParameterValue": ""},
        {"ParameterKey": "LoadScriptKey", "ParameterValue": "k"},
    ]


def test_new_parameter_takes_its_default() -> None:
    assert resolve_parameters(DEFINITIONS, {}, previous=frozenset({"Playlists"})) == [
        {"ParameterKey": "Playlists", "UsePreviousValue": True}
    ]


def test_root_template_takes_every_artifact() -> None:
    assert {BUCKET, *BUILDERS} <= read_template(TEMPLATES, "root.yaml").parameters.keys()


ROOT = read_template(TEMPLATES, "root.yaml").parameters


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("Market", "sweden", "--param Market can't be 'sweden'. Give two capitals, such as SE"),
        ("LogRetentionDays", "31", "Give one of 7, 14, 30, 60, 90, 180, 365, 731."),
        ("MaximumWorkers", "1", "Give a number from 2 to 10."),
        ("MaximumWorkers", "many", "Give a number from 2 to 10."),
        ("Playlists", ",".join(["3cEYpjA9oz9GiPac4AsH4n"] * 131), "--param Playlists can't be"),
    ],
)
def test_value_that_cloudformation_would_refuse_is_refused(
    name: str, value: str, told: str
) -> None:
    with pytest.raises(UserError) as raised:
        check_parameters(ROOT, {name: value}, filled=FILLED, previous=frozenset(ROOT))
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("name", "value"), [("Market", ""), ("LogRetentionDays", "30"), ("MaximumWorkers", "10")]
)
def test_allowed_value_is_accepted(name: str, value: str) -> None:
    check_parameters(ROOT, {name: value}, filled=FILLED, previous=frozenset(ROOT))
