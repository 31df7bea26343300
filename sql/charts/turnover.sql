-- name: turnover
-- answers: How many songs entered, left and stayed from one snapshot to the next?
-- columns: playlist_id, playlist_name, snapshot_date, date_before, days_between, songs, entered, gone, stayed, percent_new
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

dated AS (
    SELECT
        playlist_id,
        snapshot_date,
        lag(snapshot_date) OVER (
            PARTITION BY playlist_id ORDER BY snapshot_date
        ) AS date_before
    FROM snapshot
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

counted AS (
    SELECT
        dated.playlist_id,
        dated.snapshot_date,
        dated.date_before,
        count(listed.song_id) AS songs,
        count(before.song_id) AS stayed
    FROM dated
    LEFT JOIN listed
        ON
            dated.playlist_id = listed.playlist_id
            AND dated.snapshot_date = listed.snapshot_date
    LEFT JOIN listed AS before
        ON
            listed.playlist_id = before.playlist_id
            AND listed.song_id = before.song_id
            AND dated.date_before = before.snapshot_date
    GROUP BY dated.playlist_id, dated.snapshot_date, dated.date_before
),

-- What is new in a playlist's first snapshot is unknown.
turned_over AS (
    SELECT
        playlist_id,
        snapshot_date,
        date_before,
        songs,
        CASE WHEN date_before IS NOT NULL THEN stayed END AS stayed,
        lag(songs) OVER (
            PARTITION BY playlist_id ORDER BY snapshot_date
        ) AS songs_before
    FROM counted
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
)

SELECT
    period.playlist_id,
    playlist.playlist_name,
    period.snapshot_date,
    turned_over.date_before,
    date_diff('day', turned_over.date_before, period.snapshot_date) AS days_between,
    turned_over.songs,
    turned_over.songs - turned_over.stayed AS entered,
    turned_over.songs_before - turned_over.stayed AS gone,
    turned_over.stayed,
    round(
        100 * cast(turned_over.songs - turned_over.stayed AS double)
        / nullif(turned_over.songs, 0),
        1
    ) AS percent_new
FROM period
INNER JOIN turned_over
    ON
        period.playlist_id = turned_over.playlist_id
        AND period.snapshot_date = turned_over.snapshot_date
INNER JOIN playlist ON period.playlist_id = playlist.playlist_id
ORDER BY playlist.playlist_name, period.playlist_id, period.snapshot_date
