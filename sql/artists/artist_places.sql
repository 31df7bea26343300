-- name: artist_places
-- answers: How many positions does each of the leading artists hold, snapshot by snapshot?
-- columns: playlist_id, playlist_name, snapshot_date, artist_id, artist_name, places, peak_position
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS first_date, -- null: from the first snapshot on
        cast(NULL AS date) AS last_date, -- null: up to the newest snapshot
        cast(NULL AS varchar) AS artist_id, -- null: every artist
        cast(10 AS integer) AS most_artists -- how many per playlist, with all that tie
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

-- An artist who is credited twice on a song counts once, at the first place.
credit AS (
    SELECT
        song_id,
        artist_id,
        min(artist_position) AS artist_position
    FROM song_artist
    GROUP BY song_id, artist_id
),

-- Each artist of a song holds its position.
held AS (
    SELECT
        period.playlist_id,
        period.snapshot_date,
        credit.artist_id,
        count(*) AS places,
        min(listed.position) AS peak_position
    FROM period
    CROSS JOIN parameters
    INNER JOIN listed
        ON
            period.playlist_id = listed.playlist_id
            AND period.snapshot_date = listed.snapshot_date
    INNER JOIN credit ON listed.song_id = credit.song_id
    WHERE parameters.artist_id IS NULL OR credit.artist_id = parameters.artist_id
    GROUP BY period.playlist_id, period.snapshot_date, credit.artist_id
),

leading_artist AS (
    SELECT
        playlist_id,
        artist_id,
        rank() OVER (PARTITION BY playlist_id ORDER BY sum(places) DESC) AS artist_rank
    FROM held
    GROUP BY playlist_id, artist_id
)

-- The snapshots without the artist are rows of 0 places, so that a line drops to 0.
SELECT
    period.playlist_id,
    playlist.playlist_name,
    period.snapshot_date,
    leading_artist.artist_id,
    artist.artist_name,
    coalesce(held.places, 0) AS places,
    held.peak_position
FROM period
CROSS JOIN parameters
INNER JOIN leading_artist ON period.playlist_id = leading_artist.playlist_id
INNER JOIN playlist ON period.playlist_id = playlist.playlist_id
LEFT JOIN held
    ON
        period.playlist_id = held.playlist_id
        AND period.snapshot_date = held.snapshot_date
        AND leading_artist.artist_id = held.artist_id
LEFT JOIN artist ON leading_artist.artist_id = artist.artist_id
WHERE leading_artist.artist_rank <= parameters.most_artists
ORDER BY
    playlist.playlist_name ASC,
    period.playlist_id ASC,
    period.snapshot_date ASC,
    places DESC,
    held.peak_position ASC,
    leading_artist.artist_id ASC
