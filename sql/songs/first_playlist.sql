-- name: first_playlist
-- answers: Which playlist had a song first, and how many days before the others?
-- columns: song_id, song_name, artist_names, first_playlist_id, first_playlist_name, first_date, first_date_is_exact, playlist_id, playlist_name, entered_date, days_later
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS song_id, -- null: every song
        cast(NULL AS varchar) AS artist_id, -- null: every artist
        cast(NULL AS varchar) AS playlist_id, -- first or later; null: every playlist
        cast(NULL AS date) AS first_date, -- of the day on which the later one took it; null: any
        cast(NULL AS date) AS last_date -- of the day on which the later one took it; null: any
),

-- The days on which a playlist was extracted. raw_file also has those on which it was empty.
every_snapshot AS (
    SELECT DISTINCT
        playlist_id,
        date(extracted_at) AS snapshot_date
    FROM raw_file
    WHERE status = 'loaded'
),

every_oldest AS (
    SELECT
        playlist_id,
        min(snapshot_date) AS snapshot_date
    FROM every_snapshot
    GROUP BY playlist_id
),

-- The songs of each playlist's snapshots, each once.
every_listed AS (
    SELECT DISTINCT
        playlist_id,
        snapshot_date,
        song_id
    FROM playlist_entry
    WHERE song_id IS NOT NULL
),

arrival AS (
    SELECT
        every_listed.song_id,
        every_listed.playlist_id,
        min(every_listed.snapshot_date) AS arrival_date,
        min(every_listed.snapshot_date) > every_oldest.snapshot_date AS is_exact
    FROM every_listed
    INNER JOIN every_oldest ON every_listed.playlist_id = every_oldest.playlist_id
    GROUP BY every_listed.song_id, every_listed.playlist_id, every_oldest.snapshot_date
),

ordered_arrival AS (
    SELECT
        arrival.*,
        row_number() OVER (
            PARTITION BY song_id ORDER BY arrival_date ASC, is_exact ASC, playlist_id ASC
        ) AS arrival_number
    FROM arrival
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

-- A song of the first playlist's oldest snapshot may have been on it for longer. A later playlist
-- counts only if it was extracted without the song before.
SELECT
    earliest.song_id,
    song.song_name,
    credits.artist_names,
    earliest.playlist_id AS first_playlist_id,
    first_playlist.playlist_name AS first_playlist_name,
    earliest.arrival_date AS first_date,
    earliest.is_exact AS first_date_is_exact,
    later.playlist_id,
    playlist.playlist_name,
    later.arrival_date AS entered_date,
    date_diff('day', earliest.arrival_date, later.arrival_date) AS days_later
FROM ordered_arrival AS earliest
CROSS JOIN parameters
INNER JOIN ordered_arrival AS later
    ON
        earliest.song_id = later.song_id
        AND later.arrival_number > 1
        AND later.is_exact
INNER JOIN playlist AS first_playlist ON earliest.playlist_id = first_playlist.playlist_id
INNER JOIN playlist ON later.playlist_id = playlist.playlist_id
INNER JOIN song ON earliest.song_id = song.song_id
LEFT JOIN credits ON earliest.song_id = credits.song_id
WHERE
    earliest.arrival_number = 1
    AND (parameters.song_id IS NULL OR earliest.song_id = parameters.song_id)
    AND (
        parameters.artist_id IS NULL
        OR earliest.song_id IN (SELECT artist_song.song_id FROM artist_song)
    )
    AND (
        parameters.playlist_id IS NULL
        OR parameters.playlist_id IN (earliest.playlist_id, later.playlist_id)
    )
    AND (parameters.first_date IS NULL OR later.arrival_date >= parameters.first_date)
    AND (parameters.last_date IS NULL OR later.arrival_date <= parameters.last_date)
ORDER BY later.arrival_date DESC, days_later ASC, earliest.song_id ASC, later.playlist_id ASC
