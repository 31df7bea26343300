-- name: todays_chart
-- answers: What is on the chart, and how did each song move since the day and the week before?
-- columns: playlist_id, playlist_name, snapshot_date, position, movement, places_up, position_before, position_week_before, song_id, song_name, artist_names, album_name, popularity, song_url
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS snapshot_date -- null: the newest
),

-- A song that stands twice counts at its best place.
place AS (
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
        AND (
            parameters.snapshot_date IS NULL
            OR playlist_entry.snapshot_date <= parameters.snapshot_date
        )
    GROUP BY playlist_entry.playlist_id, playlist_entry.snapshot_date, playlist_entry.song_id
),

today AS (
    SELECT
        playlist_id,
        max(snapshot_date) AS snapshot_date
    FROM place
    GROUP BY playlist_id
),

-- The snapshots to compare with: a day on which nothing was extracted is passed over.
earlier AS (
    SELECT
        today.playlist_id,
        max(place.snapshot_date) AS date_before,
        max(
            CASE
                WHEN place.snapshot_date <= date_add('day', -7, today.snapshot_date)
                    THEN place.snapshot_date
            END
        ) AS date_week_before
    FROM today
    INNER JOIN place
        ON
            today.playlist_id = place.playlist_id
            AND today.snapshot_date > place.snapshot_date
    GROUP BY today.playlist_id
),

was_there AS (
    SELECT DISTINCT
        place.playlist_id,
        place.song_id
    FROM place
    INNER JOIN today
        ON
            place.playlist_id = today.playlist_id
            AND place.snapshot_date < today.snapshot_date
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
        WHEN earlier.date_before IS NULL THEN NULL
        WHEN was_there.song_id IS NULL THEN 'new'
        WHEN before.position IS NULL THEN 'back'
        WHEN before.position > place.position THEN 'up'
        WHEN before.position < place.position THEN 'down'
        ELSE 'same'
    END AS movement,
    before.position - place.position AS places_up,
    before.position AS position_before,
    week_before.position AS position_week_before,
    place.song_id,
    song.song_name,
    credits.artist_names,
    album.album_name,
    place.popularity,
    song.song_url
FROM today
INNER JOIN place
    ON
        today.playlist_id = place.playlist_id
        AND today.snapshot_date = place.snapshot_date
INNER JOIN playlist ON place.playlist_id = playlist.playlist_id
INNER JOIN song ON place.song_id = song.song_id
LEFT JOIN album ON song.album_id = album.album_id
LEFT JOIN credits ON place.song_id = credits.song_id
LEFT JOIN earlier ON place.playlist_id = earlier.playlist_id
LEFT JOIN place AS before
    ON
        place.playlist_id = before.playlist_id
        AND place.song_id = before.song_id
        AND earlier.date_before = before.snapshot_date
LEFT JOIN place AS week_before
    ON
        place.playlist_id = week_before.playlist_id
        AND place.song_id = week_before.song_id
        AND earlier.date_week_before = week_before.snapshot_date
LEFT JOIN was_there
    ON
        place.playlist_id = was_there.playlist_id
        AND place.song_id = was_there.song_id
ORDER BY playlist.playlist_name, place.playlist_id, place.position
