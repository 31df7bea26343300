-- name: hits_per_album
-- answers: Which albums brought one song onto the chart, and which several?
-- columns: album_name, artist_name, hit_type, songs_on_chart, total_tracks, peak_position
WITH parameters AS (
    SELECT cast(NULL AS varchar) AS playlist_id -- null: every playlist
),

-- Every song that ever stood there, once.
hits AS (
    SELECT
        song.album_id,
        count(DISTINCT song.song_id) AS songs_on_chart,
        min(playlist_entry.position) AS peak_position
    FROM playlist_entry
    INNER JOIN song ON playlist_entry.song_id = song.song_id
    CROSS JOIN parameters
    WHERE
        parameters.playlist_id IS NULL
        OR playlist_entry.playlist_id = parameters.playlist_id
    GROUP BY song.album_id
)

SELECT
    album.album_name,
    artist.artist_name,
    CASE WHEN hits.songs_on_chart = 1 THEN 'one-hit' ELSE 'multi-hit' END AS hit_type,
    hits.songs_on_chart,
    album.total_tracks,
    hits.peak_position
FROM hits
INNER JOIN album ON hits.album_id = album.album_id
LEFT JOIN artist ON album.artist_id = artist.artist_id
ORDER BY
    hits.songs_on_chart DESC, hits.peak_position ASC, album.album_name ASC, album.album_id ASC
