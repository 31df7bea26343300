from local.sample_playlists import FRESH_FINDS, TOP_100, snapshots

DAYS = [one for one in snapshots() if one.playlist_id in (FRESH_FINDS, TOP_100)]


def test_thirty_songs_some_of_them_on_the_chart() -> None:
    charts = [one for one in DAYS if one.playlist_id == TOP_100]
    finds = [one for one in DAYS if one.playlist_id == FRESH_FINDS]
    for chart, fresh in zip(charts, finds, strict=True):
        charting = {entry["item"]["id"] for entry in chart.entries}
        found = {entry["item"]["id"] for entry in fresh.entries}
        assert len(fresh.entries) == len(found) == 30
        assert 5 <= len(found & charting) < 30


def test_a_song_has_one_popularity_a_day() -> None:
    earlier: dict[tuple[object, str], int] = {}
    for one in DAYS:
        for entry in one.entries:
            track = entry["item"]
            key = (one.extracted_at.date(), track["id"])
            assert earlier.setdefault(key, track["popularity"]) == track["popularity"]
