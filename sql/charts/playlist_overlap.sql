-- name: playlist_overlap
-- answers: How many songs does each playlist share with each other one?
-- columns: playlist_id, playlist_name, snapshot_date, other_playlist_id, other_playlist_name, other_snapshot_date, songs, other_songs, songs_in_both, percent_in_both
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- this one with each other; null: each pair once
        cast(NULL AS date) AS snapshot_date -- null: the newest; else the last one up to this day
),

-- The days on which a playlist was extracted. raw_file also has those on which it was empty.
every_snapshot AS (
    SELECT DISTINCT
        playlist_id,
        date(extracted_at) AS snapshot_date
    FROM raw_file
    WHERE status = 'loaded'
),

every_chosen AS (
    SELECT
        every_snapshot.playlist_id,
        max(every_snapshot.snapshot_date) AS snapshot_date
    FROM every_snapshot
    CROSS JOIN parameters
    WHERE
        parameters.snapshot_date IS NULL
        OR every_snapshot.snapshot_date <= parameters.snapshot_date
    GROUP BY every_snapshot.playlist_id
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

current_song AS (
    SELECT
        every_chosen.playlist_id,
        every_listed.song_id
    FROM every_chosen
    INNER JOIN every_listed
        ON
            every_chosen.playlist_id = every_listed.playlist_id
            AND every_chosen.snapshot_date = every_listed.snapshot_date
),

playlist_size AS (
    SELECT
        every_chosen.playlist_id,
        every_chosen.snapshot_date,
        playlist.playlist_name,
        count(current_song.song_id) AS songs
    FROM every_chosen
    INNER JOIN playlist ON every_chosen.playlist_id = playlist.playlist_id
    LEFT JOIN current_song ON every_chosen.playlist_id = current_song.playlist_id
    GROUP BY every_chosen.playlist_id, every_chosen.snapshot_date, playlist.playlist_name
),

shared AS (
    SELECT
        one.playlist_id,
        other.playlist_id AS other_playlist_id,
        count(*) AS songs
    FROM current_song AS one
    INNER JOIN current_song AS other
        ON
            one.song_id = other.song_id
            AND one.playlist_id <> other.playlist_id
    GROUP BY one.playlist_id, other.playlist_id
),

-- Pairs without a song in common are pairs too.
playlist_pair AS (
    SELECT
        one.playlist_id,
        one.playlist_name,
        one.snapshot_date,
        other.playlist_id AS other_playlist_id,
        other.playlist_name AS other_playlist_name,
        other.snapshot_date AS other_snapshot_date,
        one.songs,
        other.songs AS other_songs,
        coalesce(shared.songs, 0) AS songs_in_both
    FROM playlist_size AS one
    CROSS JOIN parameters
    INNER JOIN playlist_size AS other ON one.playlist_id <> other.playlist_id
    LEFT JOIN shared
        ON
            one.playlist_id = shared.playlist_id
            AND other.playlist_id = shared.other_playlist_id
    WHERE
        one.playlist_id = parameters.playlist_id
        OR (parameters.playlist_id IS NULL AND one.playlist_id < other.playlist_id)
)

-- The percentage is of all songs that are on either.
SELECT
    playlist_id,
    playlist_name,
    snapshot_date,
    other_playlist_id,
    other_playlist_name,
    other_snapshot_date,
    songs,
    other_songs,
    songs_in_both,
    round(
        100 * cast(songs_in_both AS double) / nullif(songs + other_songs - songs_in_both, 0), 1
    ) AS percent_in_both
FROM playlist_pair
ORDER BY percent_in_both DESC, playlist_id ASC, other_playlist_id ASC
