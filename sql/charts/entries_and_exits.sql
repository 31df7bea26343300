-- name: entries_and_exits
-- answers: Which songs came onto the chart, came back or left it since the snapshot before?
-- columns: playlist_id, playlist_name, snapshot_date, change, position, song_id, song_name, artist_names
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

-- The day before is the snapshot before; a playlist's first snapshot has none.
compared AS (
    SELECT
        newest.playlist_id,
        newest.snapshot_date,
        max(snapshot.snapshot_date) AS date_before
    FROM newest
    INNER JOIN snapshot
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
        entry.song_id,
        min(entry.snapshot_date) AS first_date,
        min(entry.position) FILTER (
            WHERE entry.snapshot_date = compared.snapshot_date
        ) AS position,
        min(entry.position) FILTER (
            WHERE entry.snapshot_date = compared.date_before
        ) AS position_before
    FROM compared
    INNER JOIN playlist_entry AS entry
        ON
            compared.playlist_id = entry.playlist_id
            AND compared.snapshot_date >= entry.snapshot_date
    WHERE entry.song_id IS NOT NULL
    GROUP BY compared.playlist_id, compared.snapshot_date, entry.song_id
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

-- A song that is gone stands at the place that it held last.
SELECT
    place.playlist_id,
    playlist.playlist_name,
    place.snapshot_date,
    CASE
        WHEN place.position IS NULL THEN 'gone'
        WHEN place.first_date = place.snapshot_date THEN 'new'
        ELSE 'back'
    END AS change,
    coalesce(place.position, place.position_before) AS position,
    place.song_id,
    song.song_name,
    credits.artist_names
FROM place
INNER JOIN playlist ON place.playlist_id = playlist.playlist_id
INNER JOIN song ON place.song_id = song.song_id
LEFT JOIN credits ON place.song_id = credits.song_id
WHERE (place.position IS NULL) <> (place.position_before IS NULL)
ORDER BY
    playlist.playlist_name, place.playlist_id, place.position, place.position_before
