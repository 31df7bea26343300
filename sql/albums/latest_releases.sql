-- name: latest_releases
-- answers: Which albums were released last?
-- columns: release_rank, release_date, release_date_precision, album_name, album_type, artist_name, total_tracks
WITH parameters AS (
    SELECT
        cast(25 AS integer) AS most_albums, -- how many are listed; those that tie all stand
        cast(NULL AS varchar) AS playlist_id -- albums of its songs, past ones too; null: every album
),

on_playlist AS (
    SELECT DISTINCT song.album_id
    FROM playlist_entry
    INNER JOIN song ON playlist_entry.song_id = song.song_id
    CROSS JOIN parameters
    WHERE playlist_entry.playlist_id = parameters.playlist_id
),

-- Of some releases only the year or month is known: they rank as of its first day.
release AS (
    SELECT
        album.*,
        rank() OVER (ORDER BY album.release_date DESC) AS release_rank
    FROM album
    CROSS JOIN parameters
    LEFT JOIN on_playlist ON album.album_id = on_playlist.album_id
    WHERE
        album.release_date IS NOT NULL
        AND (parameters.playlist_id IS NULL OR on_playlist.album_id IS NOT NULL)
)

SELECT
    release.release_rank,
    release.release_date,
    release.release_date_precision,
    release.album_name,
    release.album_type,
    artist.artist_name,
    release.total_tracks
FROM release
CROSS JOIN parameters
LEFT JOIN artist ON release.artist_id = artist.artist_id
WHERE release.release_rank <= parameters.most_albums
ORDER BY release.release_rank, release.album_name, release.album_id
