import pytest

from glue_jobs.raw_zone.hidden import is_raw_file


@pytest.mark.parametrize(
    "key",
    [
        "p/2026-11-22T06-00-03Z.jsonl",
        "liked.user_1/a.jsonl",
        "a_b/c_d.json",
        "a",
        "p/attempt.json",
        "p/tmp",
        "p/a.tmp.jsonl",
        "p/thumbs.db.jsonl",
        "p/my desktop.ini.json",
    ],
)
def test_raw_files_are_not_hidden(key: str) -> None:
    assert is_raw_file(key)


@pytest.mark.parametrize(
    "key",
    [
        *("_SUCCESS", "p/_SUCCESS", "p_$folder$", "p/q_$folder$", "_temporary/0/a.jsonl"),
        *("p/_temporary/0/part-0.jsonl", ".DS_Store", "p/.a.jsonl", ".hidden/a.jsonl"),
        *("_spark_metadata/0", "Thumbs.db", "p/thumbs.DB", "p/Desktop.ini", "p/desktop.ini"),
        *("p/a.jsonl.tmp", "p/a.PART", "p/a.jsonl~", "", "p/"),
    ],
)
def test_marker_and_hidden_files(key: str) -> None:
    assert not is_raw_file(key)
