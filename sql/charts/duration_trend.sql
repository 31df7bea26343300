-- name: duration_trend
-- answers: How long are a playlist's songs, snapshot by snapshot?
-- columns: playlist_id, playlist_name, snapshot_date, songs, average_duration_s, shortest_s, longest_s
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS first_date, -- null: from the first snapshot on
        cast(NULL AS date) AS last_date -- null: up to the newest
),

-- raw_file also knows of the snapshots in which nothing stood.
snapshot AS (
    SELECT DISTINCT
        raw_file.playlist_id,
        cast(raw_file.extracted_at AS date) AS snapshot_date
    FROM raw_file
    CROSS JOIN parameters
    WHERE
        raw_file.status = 'loaded'
        AND (parameters.playlist_id IS NULL OR raw_file.playlist_id = parameters.playlist_id)
        AND (
            parameters.last_date IS NULL
            OR cast(raw_file.extracted_at AS date) <= parameters.last_date
        )
        AND (
            parameters.first_date IS NULL
            OR cast(raw_file.extracted_at AS date) >= parameters.first_date
        )
),

-- A song that stands twice counts once.
standing AS (
    SELECT DISTINCT
        playlist_entry.playlist_id,
        playlist_entry.snapshot_date,
        playlist_entry.song_id
    FROM snapshot
    INNER JOIN playlist_entry
        ON
            snapshot.playlist_id = playlist_entry.playlist_id
            AND snapshot.snapshot_date = playlist_entry.snapshot_date
    WHERE playlist_entry.song_id IS NOT NULL
)

-- Durations are of the songs of which they are known.
SELECT
    snapshot.playlist_id,
    playlist.playlist_name,
    snapshot.snapshot_date,
    count(song.song_id) AS songs,
    round(avg(song.duration_ms) / 1000, 1) AS average_duration_s,
    round(cast(min(song.duration_ms) AS double) / 1000, 1) AS shortest_s,
    round(cast(max(song.duration_ms) AS double) / 1000, 1) AS longest_s
FROM snapshot
INNER JOIN playlist ON snapshot.playlist_id = playlist.playlist_id
LEFT JOIN standing
    ON
        snapshot.playlist_id = standing.playlist_id
        AND snapshot.snapshot_date = standing.snapshot_date
LEFT JOIN song ON standing.song_id = song.song_id
GROUP BY snapshot.playlist_id, playlist.playlist_name, snapshot.snapshot_date
ORDER BY playlist.playlist_name, snapshot.playlist_id, snapshot.snapshot_date
