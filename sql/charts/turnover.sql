-- name: turnover
-- answers: How many songs came, went and stayed from one snapshot to the next?
-- columns: playlist_id, playlist_name, snapshot_date, songs, entered, gone, stayed, percent_new
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
),

-- The day before is the snapshot before.
dated AS (
    SELECT
        playlist_id,
        snapshot_date,
        lag(snapshot_date) OVER (
            PARTITION BY playlist_id ORDER BY snapshot_date
        ) AS date_before
    FROM snapshot
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
),

counted AS (
    SELECT
        dated.playlist_id,
        dated.snapshot_date,
        dated.date_before,
        count(standing.song_id) AS songs,
        count(before.song_id) AS stayed
    FROM dated
    LEFT JOIN standing
        ON
            dated.playlist_id = standing.playlist_id
            AND dated.snapshot_date = standing.snapshot_date
    LEFT JOIN standing AS before
        ON
            standing.playlist_id = before.playlist_id
            AND standing.song_id = before.song_id
            AND dated.date_before = before.snapshot_date
    GROUP BY dated.playlist_id, dated.snapshot_date, dated.date_before
),

-- Of the first snapshot nobody knows what is new.
change AS (
    SELECT
        playlist_id,
        snapshot_date,
        songs,
        CASE WHEN date_before IS NOT NULL THEN stayed END AS stayed,
        lag(songs) OVER (
            PARTITION BY playlist_id ORDER BY snapshot_date
        ) AS songs_before
    FROM counted
)

SELECT
    change.playlist_id,
    playlist.playlist_name,
    change.snapshot_date,
    change.songs,
    change.songs - change.stayed AS entered,
    change.songs_before - change.stayed AS gone,
    change.stayed,
    round(
        100 * cast(change.songs - change.stayed AS double) / nullif(change.songs, 0), 1
    ) AS percent_new
FROM change
CROSS JOIN parameters
INNER JOIN playlist ON change.playlist_id = playlist.playlist_id
WHERE parameters.first_date IS NULL OR change.snapshot_date >= parameters.first_date
ORDER BY playlist.playlist_name, change.playlist_id, change.snapshot_date
