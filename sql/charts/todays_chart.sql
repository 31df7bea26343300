-- name: todays_chart
-- answers: What is on the chart, and how did each song move since the snapshot and the week before?
-- columns: playlist_id, playlist_name, snapshot_date, position, movement, places_up, position_before, date_before, position_week_before, date_week_before, song_id, song_name, artist_names, album_id, album_name, popularity, song_url
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS snapshot_date, -- null: the newest; else the last one up to this day
        cast(NULL AS varchar) AS artist_id -- null: every artist
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

-- The snapshots to compare with: days without an extraction are skipped.
compared AS (
    SELECT
        chosen.playlist_id,
        chosen.snapshot_date,
        max(snapshot.snapshot_date) AS date_before,
        max(snapshot.snapshot_date) FILTER (
            WHERE snapshot.snapshot_date <= date_add('day', -7, chosen.snapshot_date)
        ) AS date_week_before
    FROM chosen
    LEFT JOIN snapshot
        ON
            chosen.playlist_id = snapshot.playlist_id
            AND chosen.snapshot_date > snapshot.snapshot_date
    GROUP BY chosen.playlist_id, chosen.snapshot_date
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

-- The songs that are or were on the playlist, with their positions on the days compared.
course AS (
    SELECT
        compared.playlist_id,
        compared.snapshot_date,
        compared.date_before,
        compared.date_week_before,
        listed.song_id,
        min(listed.snapshot_date) AS first_date,
        min(listed.position) FILTER (
            WHERE listed.snapshot_date = compared.snapshot_date
        ) AS position,
        min(listed.popularity) FILTER (
            WHERE listed.snapshot_date = compared.snapshot_date
        ) AS popularity,
        min(listed.position) FILTER (
            WHERE listed.snapshot_date = compared.date_before
        ) AS position_before,
        min(listed.position) FILTER (
            WHERE listed.snapshot_date = compared.date_week_before
        ) AS position_week_before
    FROM compared
    INNER JOIN listed
        ON
            compared.playlist_id = listed.playlist_id
            AND compared.snapshot_date >= listed.snapshot_date
    GROUP BY
        compared.playlist_id,
        compared.snapshot_date,
        compared.date_before,
        compared.date_week_before,
        listed.song_id
),

-- An artist who is credited twice on a song counts once, at the first place.
credit AS (
    SELECT
        song_id,
        artist_id,
        min(artist_position) AS artist_position
    FROM song_artist
    GROUP BY song_id, artist_id
),

credits AS (
    SELECT
        credit.song_id,
        listagg(artist.artist_name, ', ') WITHIN GROUP (
            ORDER BY credit.artist_position
        ) AS artist_names
    FROM credit
    INNER JOIN artist ON credit.artist_id = artist.artist_id
    GROUP BY credit.song_id
),

-- The songs on which the artist asked for is credited, also as a guest.
artist_song AS (
    SELECT DISTINCT song_artist.song_id
    FROM song_artist
    INNER JOIN parameters ON song_artist.artist_id = parameters.artist_id
)

SELECT
    course.playlist_id,
    playlist.playlist_name,
    course.snapshot_date,
    course.position,
    CASE
        WHEN course.date_before IS NULL THEN NULL
        WHEN course.first_date = course.snapshot_date THEN 'new'
        WHEN course.position_before IS NULL THEN 'back'
        WHEN course.position_before > course.position THEN 'up'
        WHEN course.position_before < course.position THEN 'down'
        ELSE 'same'
    END AS movement,
    course.position_before - course.position AS places_up,
    course.position_before,
    course.date_before,
    course.position_week_before,
    course.date_week_before,
    course.song_id,
    song.song_name,
    credits.artist_names,
    song.album_id,
    album.album_name,
    course.popularity,
    song.song_url
FROM course
CROSS JOIN parameters
INNER JOIN playlist ON course.playlist_id = playlist.playlist_id
INNER JOIN song ON course.song_id = song.song_id
LEFT JOIN album ON song.album_id = album.album_id
LEFT JOIN credits ON course.song_id = credits.song_id
WHERE
    course.position IS NOT NULL
    AND (
        parameters.artist_id IS NULL
        OR course.song_id IN (SELECT artist_song.song_id FROM artist_song)
    )
ORDER BY playlist.playlist_name, course.playlist_id, course.position
