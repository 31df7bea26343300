-- name: popularity_by_position
-- answers: How popular are the songs at the top of a playlist, and further down?
-- columns: playlist_id, playlist_name, snapshot_date, first_position, last_position, songs, average_popularity
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS snapshot_date -- null: the newest; else the last one up to this day
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
            parameters.snapshot_date IS NULL
            OR cast(raw_file.extracted_at AS date) <= parameters.snapshot_date
        )
),

newest AS (
    SELECT
        playlist_id,
        max(snapshot_date) AS snapshot_date
    FROM snapshot
    GROUP BY playlist_id
),

-- A song that stands twice counts at its best place. Popularity is that of the day.
place AS (
    SELECT
        newest.playlist_id,
        newest.snapshot_date,
        playlist_entry.song_id,
        min(playlist_entry.position) AS position,
        max(playlist_entry.popularity) AS popularity
    FROM newest
    INNER JOIN playlist_entry
        ON
            newest.playlist_id = playlist_entry.playlist_id
            AND newest.snapshot_date = playlist_entry.snapshot_date
    WHERE playlist_entry.song_id IS NOT NULL
    GROUP BY newest.playlist_id, newest.snapshot_date, playlist_entry.song_id
),

-- Places 1 to 10, 11 to 20 and so on.
ten AS (
    SELECT
        playlist_id,
        snapshot_date,
        position - mod(position - 1, 10) AS first_position,
        count(*) AS songs,
        avg(popularity) AS average_popularity
    FROM place
    GROUP BY playlist_id, snapshot_date, position - mod(position - 1, 10)
)

-- Averages are of the songs whose popularity is known.
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
