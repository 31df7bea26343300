-- name: ever_on_playlist
-- answers: Which songs were ever on each playlist, from when to when, and are they still there?
-- columns: playlist_id, playlist_name, song_id, song_name, artist_names, first_date, last_date, snapshots, best_position, added_by, still_there
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS varchar) AS artist_id -- null: every artist
),

newest_snapshot AS (
    SELECT
        playlist_id,
        max(snapshot_date) AS snapshot_date
    FROM playlist_snapshot
    GROUP BY playlist_id
),

-- A song that is listed twice on a day counts once.
song_day AS (
    SELECT
        playlist_entry.playlist_id,
        playlist_entry.snapshot_date,
        playlist_entry.song_id,
        min(playlist_entry.position) AS position,
        min(playlist_entry.added_by) AS added_by
    FROM playlist_entry
    CROSS JOIN parameters
    WHERE
        playlist_entry.song_id IS NOT NULL
        AND (
            parameters.playlist_id IS NULL OR playlist_entry.playlist_id = parameters.playlist_id
        )
    GROUP BY playlist_entry.playlist_id, playlist_entry.snapshot_date, playlist_entry.song_id
),

-- The songs on which the artist asked for is credited, also as a guest.
artist_song AS (
    SELECT DISTINCT song_artist.song_id
    FROM song_artist
    INNER JOIN parameters ON song_artist.artist_id = parameters.artist_id
),

song_history AS (
    SELECT
        playlist_id,
        song_id,
        min(snapshot_date) AS first_date,
        max(snapshot_date) AS last_date,
        count(*) AS snapshots,
        min(position) AS best_position,
        max_by(added_by, snapshot_date) AS added_by
    FROM song_day
    GROUP BY playlist_id, song_id
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
)

SELECT
    song_history.playlist_id,
    playlist.playlist_name,
    song_history.song_id,
    song.song_name,
    credits.artist_names,
    song_history.first_date,
    song_history.last_date,
    song_history.snapshots,
    song_history.best_position,
    song_history.added_by,
    song_history.last_date = newest_snapshot.snapshot_date AS still_there
FROM song_history
CROSS JOIN parameters
INNER JOIN playlist ON song_history.playlist_id = playlist.playlist_id
INNER JOIN song ON song_history.song_id = song.song_id
INNER JOIN newest_snapshot ON song_history.playlist_id = newest_snapshot.playlist_id
LEFT JOIN credits ON song_history.song_id = credits.song_id
WHERE
    parameters.artist_id IS NULL
    OR song_history.song_id IN (SELECT artist_song.song_id FROM artist_song)
ORDER BY
    playlist.playlist_name ASC,
    song_history.playlist_id ASC,
    song_history.snapshots DESC,
    song_history.best_position ASC,
    song_history.song_id ASC
