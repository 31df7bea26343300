-- name: duration_trend
-- answers: How long are a playlist's songs, snapshot by snapshot?
-- columns: playlist_id, playlist_name, snapshot_date, songs, average_duration_s, shortest_s, longest_s
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS first_date, -- null: from the first snapshot on
        cast(NULL AS date) AS last_date -- null: up to the newest snapshot
),

-- The days on which a playlist was extracted. raw_file also has those on which it was empty.
snapshot AS (
    SELECT DISTINCT
        raw_file.playlist_id,
        date(raw_file.extracted_at) AS snapshot_date
    FROM raw_file
    CROSS JOIN parameters
    WHERE
        raw_file.status = 'loaded'
        AND (parameters.playlist_id IS NULL OR raw_file.playlist_id = parameters.playlist_id)
),

period AS (
    SELECT
        snapshot.playlist_id,
        snapshot.snapshot_date
    FROM snapshot
    CROSS JOIN parameters
    WHERE
        (parameters.first_date IS NULL OR snapshot.snapshot_date >= parameters.first_date)
        AND (parameters.last_date IS NULL OR snapshot.snapshot_date <= parameters.last_date)
),

-- The songs of each snapshot. A song that is listed twice counts at its best position.
listed AS (
    SELECT
        playlist_entry.playlist_id,
        playlist_entry.snapshot_date,
        playlist_entry.song_id,
        min(playlist_entry.position) AS position,
        max(playlist_entry.popularity) AS popularity
    FROM playlist_entry
    CROSS JOIN parameters
    WHERE
        playlist_entry.song_id IS NOT NULL
        AND (
            parameters.playlist_id IS NULL OR playlist_entry.playlist_id = parameters.playlist_id
        )
    GROUP BY playlist_entry.playlist_id, playlist_entry.snapshot_date, playlist_entry.song_id
),

-- A duration of 0 is an unknown one.
timed_song AS (
    SELECT
        song_id,
        cast(nullif(duration_ms, 0) AS double) / 1000 AS duration_s
    FROM song
)

-- Durations are of the songs of which they are known.
SELECT
    period.playlist_id,
    playlist.playlist_name,
    period.snapshot_date,
    count(timed_song.song_id) AS songs,
    round(avg(timed_song.duration_s), 1) AS average_duration_s,
    round(min(timed_song.duration_s), 1) AS shortest_s,
    round(max(timed_song.duration_s), 1) AS longest_s
FROM period
INNER JOIN playlist ON period.playlist_id = playlist.playlist_id
LEFT JOIN listed
    ON
        period.playlist_id = listed.playlist_id
        AND period.snapshot_date = listed.snapshot_date
LEFT JOIN timed_song ON listed.song_id = timed_song.song_id
GROUP BY period.playlist_id, playlist.playlist_name, period.snapshot_date
ORDER BY playlist.playlist_name, period.playlist_id, period.snapshot_date
