-- name: who_added
-- answers: Who added how many songs to each playlist, how many are still there, and how far up did they get?
-- columns: playlist_id, playlist_name, added_by, songs, still_there, best_position, first_added_at, last_added_at
WITH parameters AS (
    SELECT cast(NULL AS varchar) AS playlist_id -- null: every playlist
),

newest_snapshot AS (
    SELECT
        playlist_id,
        max(snapshot_date) AS snapshot_date
    FROM playlist_snapshot
    GROUP BY playlist_id
)

-- A song that a person added twice counts once. Added_by is null where it is unknown or not kept.
SELECT
    playlist_entry.playlist_id,
    playlist.playlist_name,
    playlist_entry.added_by,
    count(DISTINCT playlist_entry.song_id) AS songs,
    count(DISTINCT playlist_entry.song_id) FILTER (
        WHERE playlist_entry.snapshot_date = newest_snapshot.snapshot_date
    ) AS still_there,
    min(playlist_entry.position) AS best_position,
    min(playlist_entry.added_at) AS first_added_at,
    max(playlist_entry.added_at) AS last_added_at
FROM playlist_entry
CROSS JOIN parameters
INNER JOIN playlist ON playlist_entry.playlist_id = playlist.playlist_id
INNER JOIN newest_snapshot ON playlist_entry.playlist_id = newest_snapshot.playlist_id
WHERE
    playlist_entry.song_id IS NOT NULL
    AND (parameters.playlist_id IS NULL OR playlist_entry.playlist_id = parameters.playlist_id)
GROUP BY playlist_entry.playlist_id, playlist.playlist_name, playlist_entry.added_by
ORDER BY
    playlist.playlist_name ASC,
    playlist_entry.playlist_id ASC,
    songs DESC,
    playlist_entry.added_by ASC
