-- name: release_years
-- answers: From which years are the songs of a playlist?
-- columns: playlist_id, playlist_name, snapshot_date, release_year, songs
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

-- A song that stands twice counts once.
standing AS (
    SELECT DISTINCT
        playlist_entry.playlist_id,
        playlist_entry.snapshot_date,
        playlist_entry.song_id
    FROM newest
    INNER JOIN playlist_entry
        ON
            newest.playlist_id = playlist_entry.playlist_id
            AND newest.snapshot_date = playlist_entry.snapshot_date
    WHERE playlist_entry.song_id IS NOT NULL
)

-- Songs of unknown date are counted in a row without a year.
SELECT
    standing.playlist_id,
    playlist.playlist_name,
    standing.snapshot_date,
    cast(year(album.release_date) AS integer) AS release_year,
    count(*) AS songs
FROM standing
INNER JOIN playlist ON standing.playlist_id = playlist.playlist_id
INNER JOIN song ON standing.song_id = song.song_id
LEFT JOIN album ON song.album_id = album.album_id
GROUP BY
    standing.playlist_id,
    playlist.playlist_name,
    standing.snapshot_date,
    year(album.release_date)
ORDER BY playlist.playlist_name, standing.playlist_id, release_year
