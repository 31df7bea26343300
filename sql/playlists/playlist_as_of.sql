-- name: playlist_as_of
-- answers: What was on a playlist on a day, with the track URIs that restore it when pasted into Spotify's desktop app?
-- columns: playlist_id, playlist_name, snapshot_date, position, entry_type, track_uri, song_name, artist_names, added_at, added_by
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS snapshot_date -- null: the newest; else the last one up to this day
),

day_asked_for AS (
    SELECT
        playlist_snapshot.playlist_id,
        max(playlist_snapshot.snapshot_date) AS snapshot_date
    FROM playlist_snapshot
    CROSS JOIN parameters
    WHERE
        (parameters.playlist_id IS NULL OR playlist_snapshot.playlist_id = parameters.playlist_id)
        AND (
            parameters.snapshot_date IS NULL
            OR playlist_snapshot.snapshot_date <= parameters.snapshot_date
        )
    GROUP BY playlist_snapshot.playlist_id
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
    playlist_entry.playlist_id,
    playlist_snapshot.playlist_name,
    playlist_entry.snapshot_date,
    playlist_entry.position,
    playlist_entry.entry_type,
    'spotify:track:' || playlist_entry.song_id AS track_uri,
    song.song_name,
    credits.artist_names,
    playlist_entry.added_at,
    playlist_entry.added_by
FROM day_asked_for
INNER JOIN playlist_snapshot
    ON
        day_asked_for.playlist_id = playlist_snapshot.playlist_id
        AND day_asked_for.snapshot_date = playlist_snapshot.snapshot_date
INNER JOIN playlist_entry
    ON
        day_asked_for.playlist_id = playlist_entry.playlist_id
        AND day_asked_for.snapshot_date = playlist_entry.snapshot_date
LEFT JOIN song ON playlist_entry.song_id = song.song_id
LEFT JOIN credits ON playlist_entry.song_id = credits.song_id
ORDER BY
    playlist_entry.playlist_id ASC,
    playlist_entry.position ASC
