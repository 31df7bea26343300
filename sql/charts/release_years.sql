-- name: release_years
-- answers: From which years are the songs of a playlist?
-- columns: playlist_id, playlist_name, snapshot_date, release_year, songs
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
)

-- Songs of unknown date are counted in a row without a year.
SELECT
    chosen.playlist_id,
    playlist.playlist_name,
    chosen.snapshot_date,
    cast(year(album.release_date) AS integer) AS release_year,
    count(*) AS songs
FROM chosen
INNER JOIN listed
    ON
        chosen.playlist_id = listed.playlist_id
        AND chosen.snapshot_date = listed.snapshot_date
INNER JOIN playlist ON chosen.playlist_id = playlist.playlist_id
INNER JOIN song ON listed.song_id = song.song_id
LEFT JOIN album ON song.album_id = album.album_id
GROUP BY
    chosen.playlist_id,
    playlist.playlist_name,
    chosen.snapshot_date,
    year(album.release_date)
ORDER BY playlist.playlist_name, chosen.playlist_id, release_year
