-- name: catalogue_age
-- answers: How old are the songs of a playlist, by the decade of their release?
-- columns: playlist_id, playlist_name, snapshot_date, decade, songs, percent_of_songs, average_age_years
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

chosen_listed AS (
    SELECT listed.*
    FROM chosen
    INNER JOIN listed
        ON
            chosen.playlist_id = listed.playlist_id
            AND chosen.snapshot_date = listed.snapshot_date
),

-- A date known to the month or year counts from its first day. What is not out yet is 0 years old.
aged AS (
    SELECT
        chosen_listed.playlist_id,
        chosen_listed.snapshot_date,
        cast(
            year(album.release_date) - mod(year(album.release_date), 10) AS integer
        ) AS decade,
        greatest(
            date_diff('day', album.release_date, chosen_listed.snapshot_date), 0
        ) / 365.25e0 AS age_years
    FROM chosen_listed
    INNER JOIN song ON chosen_listed.song_id = song.song_id
    LEFT JOIN album ON song.album_id = album.album_id
),

by_decade AS (
    SELECT
        playlist_id,
        snapshot_date,
        decade,
        count(*) AS songs,
        avg(age_years) AS average_age_years
    FROM aged
    GROUP BY playlist_id, snapshot_date, decade
)

-- Songs of unknown date have a row without a decade, and their share.
SELECT
    by_decade.playlist_id,
    playlist.playlist_name,
    by_decade.snapshot_date,
    by_decade.decade,
    by_decade.songs,
    round(
        100 * cast(by_decade.songs AS double)
        / sum(by_decade.songs) OVER (PARTITION BY by_decade.playlist_id),
        1
    ) AS percent_of_songs,
    round(by_decade.average_age_years, 1) AS average_age_years
FROM by_decade
INNER JOIN playlist ON by_decade.playlist_id = playlist.playlist_id
ORDER BY playlist.playlist_name, by_decade.playlist_id, by_decade.decade
