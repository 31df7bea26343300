-- name: artist_places
-- answers: How many places does each of the leading artists hold, snapshot by snapshot?
-- columns: playlist_id, playlist_name, snapshot_date, artist_id, artist_name, places, peak_position
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS first_date, -- null: the first snapshot
        cast(NULL AS date) AS last_date, -- null: the newest snapshot
        cast(10 AS integer) AS most_artists -- how many per playlist; those that tie all stand
),

-- A song that stands twice counts at its best place.
place AS (
    SELECT
        playlist_entry.playlist_id,
        playlist_entry.snapshot_date,
        playlist_entry.song_id,
        min(playlist_entry.position) AS position
    FROM playlist_entry
    CROSS JOIN parameters
    WHERE
        playlist_entry.song_id IS NOT NULL
        AND (
            parameters.playlist_id IS NULL OR playlist_entry.playlist_id = parameters.playlist_id
        )
        AND (
            parameters.first_date IS NULL OR playlist_entry.snapshot_date >= parameters.first_date
        )
        AND (parameters.last_date IS NULL OR playlist_entry.snapshot_date <= parameters.last_date)
    GROUP BY playlist_entry.playlist_id, playlist_entry.snapshot_date, playlist_entry.song_id
),

credits AS (
    SELECT DISTINCT
        song_id,
        artist_id
    FROM song_artist
),

-- Each artist of a song holds its place.
held AS (
    SELECT
        place.playlist_id,
        place.snapshot_date,
        credits.artist_id,
        count(*) AS places,
        min(place.position) AS peak_position
    FROM place
    INNER JOIN credits ON place.song_id = credits.song_id
    GROUP BY place.playlist_id, place.snapshot_date, credits.artist_id
),

ranked AS (
    SELECT
        playlist_id,
        artist_id,
        rank() OVER (PARTITION BY playlist_id ORDER BY sum(places) DESC) AS artist_rank
    FROM held
    GROUP BY playlist_id, artist_id
)

SELECT
    held.playlist_id,
    playlist.playlist_name,
    held.snapshot_date,
    held.artist_id,
    artist.artist_name,
    held.places,
    held.peak_position
FROM held
CROSS JOIN parameters
INNER JOIN ranked
    ON
        held.playlist_id = ranked.playlist_id
        AND held.artist_id = ranked.artist_id
INNER JOIN playlist ON held.playlist_id = playlist.playlist_id
LEFT JOIN artist ON held.artist_id = artist.artist_id
WHERE ranked.artist_rank <= parameters.most_artists
ORDER BY
    playlist.playlist_name ASC,
    held.playlist_id ASC,
    held.snapshot_date ASC,
    held.places DESC,
    held.peak_position ASC,
    held.artist_id ASC
