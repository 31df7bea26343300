-- name: catalogue_age
-- answers: How old are the songs of a playlist, by the decade of their release?
-- columns: playlist_id, playlist_name, snapshot_date, decade, songs, percent_of_songs, average_age_years
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
),

-- A date known to the month or year counts from its first day; what is not out yet is 0 years old.
dated AS (
    SELECT
        standing.playlist_id,
        standing.snapshot_date,
        cast(
            year(album.release_date) - mod(year(album.release_date), 10) AS integer
        ) AS decade,
        greatest(
            date_diff('day', album.release_date, standing.snapshot_date), 0
        ) / 365.25e0 AS age_years
    FROM standing
    INNER JOIN song ON standing.song_id = song.song_id
    LEFT JOIN album ON song.album_id = album.album_id
),

counted AS (
    SELECT
        playlist_id,
        snapshot_date,
        decade,
        count(*) AS songs,
        avg(age_years) AS average_age_years
    FROM dated
    GROUP BY playlist_id, snapshot_date, decade
)

-- Songs of unknown date have a row without a decade, and their share.
SELECT
    counted.playlist_id,
    playlist.playlist_name,
    counted.snapshot_date,
    counted.decade,
    counted.songs,
    round(
        100 * cast(counted.songs AS double)
        / sum(counted.songs) OVER (PARTITION BY counted.playlist_id),
        1
    ) AS percent_of_songs,
    round(counted.average_age_years, 1) AS average_age_years
FROM counted
INNER JOIN playlist ON counted.playlist_id = playlist.playlist_id
ORDER BY playlist.playlist_name, counted.playlist_id, counted.decade
