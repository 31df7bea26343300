import pytest

from glue_jobs.job.arguments import (
    JobArgumentError,
    database_name,
    one_of,
    resolve_arguments,
    whole_number,
)

NAMES = ["raw_uri", "database"]
GIVEN = ["--raw_uri", "s3://raw/zone", "--database", "spotify"]


def test_arguments_by_name() -> None:
    arguments = resolve_arguments(["load_playlists.py", *GIVEN], NAMES)

    assert (arguments["raw_uri"], arguments["database"]) == ("s3://raw/zone", "spotify")


def test_script_name_is_not_an_argument() -> None:
    with pytest.raises(JobArgumentError):
        resolve_arguments(GIVEN, NAMES)


@pytest.mark.parametrize(
    "value", ["/data/raw zone", "s3://b/a=b&c", "T\u00e4glich", "", "it's", "-1", "a\nb"]
)
def test_value_is_not_changed(value: str) -> None:
    assert resolve_arguments(["job", "--raw_uri", value], ["raw_uri"])["raw_uri"] == value
    assert resolve_arguments(["job", f"--raw_uri={value}"], ["raw_uri"])["raw_uri"] == value


def test_glues_own_arguments_are_ignored() -> None:
    of_glue = ["--JOB_NAME", "load", "--job-bookmark-option", "job-bookmark-disable"]
    of_glue += ["--extra-py-files", "s3://b/x.zip", "--TempDir", "s3://b/tmp", "--enable-metrics"]
    arguments = resolve_arguments(["job", *of_glue, *GIVEN], NAMES)

    assert (arguments["raw_uri"], arguments["database"]) == ("s3://raw/zone", "spotify")


def test_run_id_from_glue() -> None:
    arguments = resolve_arguments(["job", *GIVEN, "--JOB_RUN_ID", "jr_1"], NAMES)

    assert arguments["JOB_RUN_ID"] == "jr_1"


def test_missing_optional_arguments_are_absent() -> None:
    arguments = resolve_arguments(["job", *GIVEN], NAMES)

    assert "JOB_RUN_ID" not in arguments
    assert None not in arguments.values()


def test_optional_argument() -> None:
    optional = ["metrics_namespace"]

    for given in (["--metrics_namespace", "Lake"], ["--metrics_namespace=Lake"]):
        arguments = resolve_arguments(["job", *GIVEN, *given], NAMES, optional)
        assert arguments["metrics_namespace"] == "Lake"
    # The second has the same beginning.
    for other in ([], ["--metrics_namespace_2", "x"]):
        assert "metrics_namespace" not in resolve_arguments(
            ["job", *GIVEN, *other], NAMES, optional
        )


@pytest.mark.parametrize("missing", NAMES)
def test_missing_argument_is_named(missing: str) -> None:
    given = [f"--{name}=x" for name in NAMES if name != missing]

    with pytest.raises(JobArgumentError, match=rf"^job arguments: .*--{missing}\b"):
        resolve_arguments(["job", *given], NAMES)


@pytest.mark.parametrize("given", [["--raw_uri"], ["--raw_uri", "--database", "spotify"]])
def test_argument_without_value_is_named(given: list[str]) -> None:
    with pytest.raises(JobArgumentError, match=r"^job arguments: .*--raw_uri\b"):
        resolve_arguments(["job", *given], NAMES)


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("500", 500), ("007", 7)])
def test_whole_number(text: str, number: int) -> None:
    assert whole_number({"files": text}, "files") == number


@pytest.mark.parametrize(
    "text",
    ["", "0", "-1", "+1", "1.0", "1e3", "1_000", " 1", "1\n", "ten", "\u0661", "\u00b2", "1" * 10],
)
def test_invalid_number_is_refused_with_name_and_value(text: str) -> None:
    with pytest.raises(JobArgumentError) as caught:
        whole_number({"files": text}, "files")
    assert str(caught.value) == f"--files takes a whole number from 1, not {text!r}"


def test_other_minimum() -> None:
    assert whole_number({"days": "0"}, "days", least=0) == 0
    assert whole_number({"days": "3"}, "days", least=3) == 3
    with pytest.raises(JobArgumentError, match=r"^--days takes a whole number from 3, not '2'$"):
        whole_number({"days": "2"}, "days", least=3)


@pytest.mark.parametrize("name", ["spotify", "spotify_2026", "_", "a" * 252])
def test_valid_database_name(name: str) -> None:
    assert database_name({"database": name}) == name


@pytest.mark.parametrize("name", ["2026", "1e5", "5d"])
def test_database_name_like_a_number_is_refused(name: str) -> None:
    with pytest.raises(JobArgumentError):
        database_name({"database": name})


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Spotify",
        "spoti-fy",
        "a.b",
        "a b",
        "a;DROP",
        "`a`",
        "a'",
        "spotify\n",
        "t\u00e4glich",
        "\u0661",
        "a" * 253,
    ],
)
def test_invalid_database_name_is_refused(name: str) -> None:
    with pytest.raises(JobArgumentError) as caught:
        database_name({"database": name})
    assert str(caught.value) == (
        "--database takes lower-case letters, digits and underscores, "
        f"and begins with no digit, not {name!r}"
    )


def test_optional_choice_has_a_default() -> None:
    choices = ("to_process", "processed")
    assert one_of({}, "source_prefix", choices) == "to_process"
    assert one_of({"source_prefix": "processed"}, "source_prefix", choices) == "processed"
    with pytest.raises(JobArgumentError) as error:
        one_of({"source_prefix": "rejected"}, "source_prefix", choices)
    assert str(error.value) == "--source_prefix takes to_process or processed, not 'rejected'"
