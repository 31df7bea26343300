-- name: chart_returns
-- answers: Which songs came back to a playlist, after how long, and at which position?
-- columns: playlist_id, playlist_name, return_date, position, song_id, song_name, artist_names, date_before, position_before, days_away, snapshots_away
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS first_date, -- of the day of the return; null: any
        cast(NULL AS date) AS last_date, -- of the day of the return; null: any
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

snapshot_number AS (
    SELECT
        playlist_id,
        snapshot_date,
        row_number() OVER (
            PARTITION BY playlist_id ORDER BY snapshot_date
        ) AS snapshot_number
    FROM snapshot
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

-- Each snapshot of a song with its previous one.
appearance AS (
    SELECT
        listed.playlist_id,
        listed.song_id,
        listed.snapshot_date,
        listed.position,
        snapshot_number.snapshot_number,
        lag(listed.snapshot_date) OVER (
            PARTITION BY listed.playlist_id, listed.song_id ORDER BY listed.snapshot_date
        ) AS date_before,
        lag(listed.position) OVER (
            PARTITION BY listed.playlist_id, listed.song_id ORDER BY listed.snapshot_date
        ) AS position_before,
        lag(snapshot_number.snapshot_number) OVER (
            PARTITION BY listed.playlist_id, listed.song_id ORDER BY listed.snapshot_date
        ) AS number_before
    FROM listed
    INNER JOIN snapshot_number
        ON
            listed.playlist_id = snapshot_number.playlist_id
            AND listed.snapshot_date = snapshot_number.snapshot_date
),

period AS (
    SELECT
        snapshot.playlist_id,
        snapshot.snapshot_date
    FROM snapshot
    CROSS JOIN parameters
    WHERE
        (parameters.first_date IS NULL OR snapshot.snapshot_date >= parameters.first_date)
        AND (parameters.last_date IS NULL OR snapshot.snapshot_date <= parameters.last_date)
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
    appearance.playlist_id,
    playlist.playlist_name,
    appearance.snapshot_date AS return_date,
    appearance.position,
    appearance.song_id,
    song.song_name,
    credits.artist_names,
    appearance.date_before,
    appearance.position_before,
    date_diff('day', appearance.date_before, appearance.snapshot_date) AS days_away,
    appearance.snapshot_number - appearance.number_before - 1 AS snapshots_away
FROM appearance
CROSS JOIN parameters
INNER JOIN period
    ON
        appearance.playlist_id = period.playlist_id
        AND appearance.snapshot_date = period.snapshot_date
INNER JOIN playlist ON appearance.playlist_id = playlist.playlist_id
INNER JOIN song ON appearance.song_id = song.song_id
LEFT JOIN credits ON appearance.song_id = credits.song_id
WHERE
    appearance.snapshot_number - appearance.number_before > 1
    AND (
        parameters.artist_id IS NULL
        OR appearance.song_id IN (SELECT artist_song.song_id FROM artist_song)
    )
ORDER BY
    playlist.playlist_name ASC,
    appearance.playlist_id ASC,
    appearance.snapshot_date DESC,
    appearance.position ASC
