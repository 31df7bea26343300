-- name: popularity_by_position
-- answers: How popular are the songs at the top of a playlist, and further down?
-- columns: playlist_id, playlist_name, snapshot_date, first_position, last_position, songs, average_popularity
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS snapshot_date -- null: the newest; else the last one up to this day
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

-- The newest snapshot of each playlist, or the last one up to the day asked for.
chosen AS (
    SELECT
        snapshot.playlist_id,
        max(snapshot.snapshot_date) AS snapshot_date
    FROM snapshot
    CROSS JOIN parameters
    WHERE
        parameters.snapshot_date IS NULL
        OR snapshot.snapshot_date <= parameters.snapshot_date
    GROUP BY snapshot.playlist_id
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

-- Positions 1 to 10, 11 to 20 and so on.
ten AS (
    SELECT
        chosen.playlist_id,
        chosen.snapshot_date,
        listed.position - mod(listed.position - 1, 10) AS first_position,
        count(*) AS songs,
        avg(listed.popularity) AS average_popularity
    FROM chosen
    INNER JOIN listed
        ON
            chosen.playlist_id = listed.playlist_id
            AND chosen.snapshot_date = listed.snapshot_date
    GROUP BY
        chosen.playlist_id,
        chosen.snapshot_date,
        listed.position - mod(listed.position - 1, 10)
)

-- The popularity is that of the day, over the songs of which it is known.
SELECT
    ten.playlist_id,
    playlist.playlist_name,
    ten.snapshot_date,
    ten.first_position,
    ten.first_position + 9 AS last_position,
    ten.songs,
    round(ten.average_popularity, 1) AS average_popularity
FROM ten
INNER JOIN playlist ON ten.playlist_id = playlist.playlist_id
ORDER BY playlist.playlist_name, ten.playlist_id, ten.first_position
