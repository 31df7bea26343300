-- name: release_to_chart_lag
-- answers: How many days after their release did songs come onto a playlist?
-- columns: playlist_id, playlist_name, song_id, song_name, artist_names, album_name, release_date, first_date, days_to_chart
WITH parameters AS (
    SELECT cast(NULL AS varchar) AS playlist_id -- null: every playlist
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
),

oldest AS (
    SELECT
        playlist_id,
        min(snapshot_date) AS snapshot_date
    FROM snapshot
    GROUP BY playlist_id
),

-- Since when the songs of the oldest snapshot stood there, nobody knows.
entered AS (
    SELECT
        oldest.playlist_id,
        playlist_entry.song_id,
        min(playlist_entry.snapshot_date) AS first_date
    FROM oldest
    INNER JOIN playlist_entry ON oldest.playlist_id = playlist_entry.playlist_id
    WHERE playlist_entry.song_id IS NOT NULL
    GROUP BY oldest.playlist_id, oldest.snapshot_date, playlist_entry.song_id
    HAVING min(playlist_entry.snapshot_date) > oldest.snapshot_date
),

credits AS (
    SELECT
        song_artist.song_id,
        listagg(artist.artist_name, ', ') WITHIN GROUP (
            ORDER BY song_artist.artist_position
        ) AS artist_names
    FROM song_artist
    INNER JOIN artist ON song_artist.artist_id = artist.artist_id
    GROUP BY song_artist.song_id
)

-- Only dates that are known to the day.
SELECT
    entered.playlist_id,
    playlist.playlist_name,
    entered.song_id,
    song.song_name,
    credits.artist_names,
    album.album_name,
    album.release_date,
    entered.first_date,
    date_diff('day', album.release_date, entered.first_date) AS days_to_chart
FROM entered
INNER JOIN playlist ON entered.playlist_id = playlist.playlist_id
INNER JOIN song ON entered.song_id = song.song_id
INNER JOIN album ON song.album_id = album.album_id
LEFT JOIN credits ON entered.song_id = credits.song_id
WHERE
    album.release_date IS NOT NULL
    AND album.release_date_precision = 'day'
ORDER BY
    playlist.playlist_name,
    entered.playlist_id,
    days_to_chart,
    entered.first_date,
    entered.song_id
