-- name: duplicates_on_playlist
-- answers: Which recordings are on a playlist more than once, under one song id or several?
-- columns: playlist_id, playlist_name, snapshot_date, isrc, song_name, times, song_ids, positions
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS snapshot_date -- null: the newest; else the last one up to this day
),

day_asked_for AS (
    SELECT
        playlist_snapshot.playlist_id,
        max(playlist_snapshot.snapshot_date) AS snapshot_date
    FROM playlist_snapshot
    CROSS JOIN parameters
    WHERE
        (parameters.playlist_id IS NULL OR playlist_snapshot.playlist_id = parameters.playlist_id)
        AND (
            parameters.snapshot_date IS NULL
            OR playlist_snapshot.snapshot_date <= parameters.snapshot_date
        )
    GROUP BY playlist_snapshot.playlist_id
)

-- Of a song whose ISRC is unknown, its id says which recording it is.
SELECT
    playlist_entry.playlist_id,
    playlist.playlist_name,
    playlist_entry.snapshot_date,
    max(nullif(song.isrc, '')) AS isrc,
    min_by(song.song_name, playlist_entry.position) AS song_name,
    count(*) AS times,
    count(DISTINCT playlist_entry.song_id) AS song_ids,
    listagg(cast(playlist_entry.position AS varchar), ', ') WITHIN GROUP (
        ORDER BY playlist_entry.position
    ) AS positions
FROM playlist_entry
INNER JOIN day_asked_for
    ON
        playlist_entry.playlist_id = day_asked_for.playlist_id
        AND playlist_entry.snapshot_date = day_asked_for.snapshot_date
INNER JOIN playlist ON playlist_entry.playlist_id = playlist.playlist_id
INNER JOIN song ON playlist_entry.song_id = song.song_id
GROUP BY
    playlist_entry.playlist_id,
    playlist.playlist_name,
    playlist_entry.snapshot_date,
    coalesce(nullif(song.isrc, ''), song.song_id)
HAVING count(*) > 1
ORDER BY
    playlist.playlist_name ASC,
    playlist_entry.playlist_id ASC,
    min(playlist_entry.position) ASC
