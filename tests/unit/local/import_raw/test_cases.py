"""Small made-up files of every known kind, with the expected result of each."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from local.import_raw.command import Outcome
from local.lake import Lake
from tests.unit.local.import_raw.answers import raw_lines, run

CASES = Path(__file__).parents[5] / "shared" / "data" / "cases"
ONE, TWO, FIVE = (f"playlist0000000000000{number}" for number in ("1", "2", "5"))
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason=f"no cases in {CASES}")


@dataclass(frozen=True)
class Expected:
    """An expected raw file: playlist id, time, numbers of the songs."""

    raw_files: list[tuple[str, str, list[int]]] = field(default_factory=list)
    totals: list[int | None] = field(default_factory=list)
    header: dict[str, object] = field(default_factory=dict)
    refused: str = ""
    skipped: str = ""


EXPECTED = {
    "A3_hive_days": Expected(
        [
            (ONE, "2024-05-01T00:00:00Z", [1, 2, 3]),
            (ONE, "2024-05-02T00:00:00Z", [1, 2, 3]),
            (ONE, "2024-05-03T00:00:00Z", [1, 3]),
        ],
        [3, 3, 2],
    ),
    "C2_playlist_tracks_list": Expected(
        [(ONE, "2023-01-03T10:00:00Z", [1, 2])],
        [None],
        {"name": "My playlist", "owner_id": "someone", "followers": 7, "public": True},
    ),
    "D_data_package": Expected(refused="Spotify's account data export"),
    "D3_data_package_one": Expected(refused="Spotify's account data export"),
    "E_pandas_columns": Expected(refused="a table as pandas writes it"),
    "FL2_float_playlist": Expected(
        [(TWO, "2023-01-03T10:00:00Z", [1, 2])], [2], {"name": "My playlist", "followers": 7}
    ),
    "FL5_negative_followers": Expected(
        [(FIVE, "2023-01-03T10:00:00Z", [1, 2])], [2], {"name": "My playlist", "followers": None}
    ),
    "G4_append_mode": Expected([(ONE, "2023-01-04T10:00:00Z", [1, 2, 3])], [3]),
    "G_firehose": Expected([("delivery-1-abc", "2024-05-01T06:00:00Z", [1, 2, 3])], [None]),
    "H3_ndjson_ext": Expected([("playlist", "2023-01-04T10:00:00Z", [1, 2, 3])], [None]),
    "H_ndjson_json": Expected(
        [("H_ndjson_json", "2023-01-04T10:00:00Z", [1, 2, 3])],
        [None],
        skipped="a marker or hidden file",
    ),
    "ID1_next_only": Expected([(ONE, "2023-01-03T10:00:00Z", [1, 2])], [9]),
    "I_utf16": Expected([(ONE, "2023-01-03T10:00:00Z", [1, 2])], [2]),
    "J_python_repr": Expected(refused="a Python repr"),
    "K_error_body": Expected(refused="an API error, not a playlist (429 API rate limit exceeded)"),
    "L3_tap_track_records": Expected(refused="Singer records of global_top_tracks_daily_stream"),
    "L4_raw_item_envelope": Expected([("tracks", "2024-05-01T06:00:00Z", [1, 2])], [None]),
    "M2_currently_playing": Expected(refused="the player's answer, not a playlist"),
    "P5_csv": Expected(refused="nothing to import", skipped="as Exportify writes it"),
    "Q6_playlist_meta_items": Expected(
        [(ONE, "2024-05-01T06:00:00Z", [1, 2])],
        [None],
        {"name": "My playlist", "owner_id": "someone", "snapshot_id": "S"},
    ),
    "Q7_songs_key": Expected([("data", "2023-01-03T10:00:00Z", [1, 2])], [None]),
    "Q_dict_by_id": Expected(
        [(ONE, "2023-01-02T10:00:00Z", [1]), (TWO, "2023-01-03T10:00:00Z", [2])], [1, 1]
    ),
    "S2_filtered_after_full": Expected(
        [(ONE, "2024-01-01T00:00:00Z", [1, 2]), (ONE, "2024-02-01T00:00:00Z", [1, 2])], [2, 2]
    ),
    "S_fields_no_ids": Expected(refused="no entry has an id"),
    "Z_pages_in_files": Expected([(ONE, "2023-01-06T10:00:00Z", [1, 2, 3, 4, 5])], [5]),
}


def test_every_case_has_its_expectation() -> None:
    assert {path.name for path in CASES.iterdir() if path.is_dir()} == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_case_has_the_expected_result(name: str, tmp_path: Path) -> None:
    expected = EXPECTED[name]
    lake = Lake(tmp_path)

    outcomes = run(lake, CASES / name)

    taken = [outcome for outcome in outcomes if outcome.status == "imported"]
    assert [_raw_file(outcome) for outcome in taken] == expected.raw_files
    assert [outcome.total for outcome in taken] == expected.totals
    for outcome in taken:
        header = raw_lines(outcome)[0]["playlist"]
        assert {key: header.get(key) for key in expected.header} == expected.header
        assert outcome.is_whole is (outcome.total in {None, outcome.entries})
    for status, reason in (("refused", expected.refused), ("skipped", expected.skipped)):
        told = [outcome.reason or "" for outcome in outcomes if outcome.status == status]
        assert len(told) == bool(reason)
        assert all(reason in each for each in told)


@pytest.mark.parametrize("name", [name for name, case in EXPECTED.items() if case.raw_files])
def test_case_has_the_same_result_in_any_order(name: str, tmp_path: Path) -> None:
    paths = sorted(path for path in (CASES / name).rglob("*") if path.is_file())

    folders = []
    for number, ordered in enumerate((paths, paths[::-1])):
        lake = Lake(tmp_path / str(number))
        run(lake, *ordered)
        found = [path for path in lake.raw.rglob("*") if path.is_file()]
        folders.append({path.relative_to(lake.raw): path.read_bytes() for path in found})

    assert folders[0] == folders[1]


def _raw_file(outcome: Outcome) -> tuple[str, str, list[int]]:
    lines = raw_lines(outcome)
    assert {json.dumps(line["playlist"]) for line in lines} == {json.dumps(lines[0]["playlist"])}
    songs = [entry["track"]["id"] for line in lines for entry in line["page"]["items"]]
    return lines[0]["playlist"]["id"], lines[0]["extracted_at"], [int(song[5:]) for song in songs]
