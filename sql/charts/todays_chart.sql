-- name: todays_chart
-- answers: What is on the chart, and how did each song move since the day and the week before?
-- columns: playlist_id, playlist_name, snapshot_date, position, movement, places_up, position_before, position_week_before, song_id, song_name, artist_names, album_name, popularity, song_url
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

-- The snapshots to compare with: a day on which nothing was extracted is passed over.
compared AS (
    SELECT
        newest.playlist_id,
        newest.snapshot_date,
        max(snapshot.snapshot_date) AS date_before,
        max(snapshot.snapshot_date) FILTER (
            WHERE snapshot.snapshot_date <= date_add('day', -7, newest.snapshot_date)
        ) AS date_week_before
    FROM newest
    LEFT JOIN snapshot
        ON
            newest.playlist_id = snapshot.playlist_id
            AND newest.snapshot_date > snapshot.snapshot_date
    GROUP BY newest.playlist_id, newest.snapshot_date
),

-- A song that stands twice counts at its best place.
place AS (
    SELECT
        compared.playlist_id,
        compared.snapshot_date,
        compared.date_before,
        entry.song_id,
        min(entry.snapshot_date) AS first_date,
        min(entry.position) FILTER (
            WHERE entry.snapshot_date = compared.snapshot_date
        ) AS position,
        max(entry.popularity) FILTER (
            WHERE entry.snapshot_date = compared.snapshot_date
        ) AS popularity,
        min(entry.position) FILTER (
            WHERE entry.snapshot_date = compared.date_before
        ) AS position_before,
        min(entry.position) FILTER (
            WHERE entry.snapshot_date = compared.date_week_before
        ) AS position_week_before
    FROM compared
    INNER JOIN playlist_entry AS entry
        ON
            compared.playlist_id = entry.playlist_id
            AND compared.snapshot_date >= entry.snapshot_date
    WHERE entry.song_id IS NOT NULL
    GROUP BY
        compared.playlist_id,
        compared.snapshot_date,
        compared.date_before,
        entry.song_id
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

SELECT
    place.playlist_id,
    playlist.playlist_name,
    place.snapshot_date,
    place.position,
    CASE
        WHEN place.date_before IS NULL THEN NULL
        WHEN place.first_date = place.snapshot_date THEN 'new'
        WHEN place.position_before IS NULL THEN 'back'
        WHEN place.position_before > place.position THEN 'up'
        WHEN place.position_before < place.position THEN 'down'
        ELSE 'same'
    END AS movement,
    place.position_before - place.position AS places_up,
    place.position_before,
    place.position_week_before,
    place.song_id,
    song.song_name,
    credits.artist_names,
    album.album_name,
    place.popularity,
    song.song_url
FROM place
INNER JOIN playlist ON place.playlist_id = playlist.playlist_id
INNER JOIN song ON place.song_id = song.song_id
LEFT JOIN album ON song.album_id = album.album_id
LEFT JOIN credits ON place.song_id = credits.song_id
WHERE place.position IS NOT NULL
ORDER BY playlist.playlist_name, place.playlist_id, place.position
