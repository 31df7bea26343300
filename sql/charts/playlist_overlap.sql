-- name: playlist_overlap
-- answers: How many songs does each playlist share with each other one now?
-- columns: playlist_id, playlist_name, other_playlist_id, other_playlist_name, songs, other_songs, songs_in_both, percent_in_both
-- raw_file also knows of the snapshots in which nothing stood.
WITH newest AS (
    SELECT
        playlist_id,
        max(cast(extracted_at AS date)) AS snapshot_date
    FROM raw_file
    WHERE status = 'loaded'
    GROUP BY playlist_id
),

-- A song that stands twice counts once.
standing AS (
    SELECT DISTINCT
        playlist_entry.playlist_id,
        playlist_entry.song_id
    FROM newest
    INNER JOIN playlist_entry
        ON
            newest.playlist_id = playlist_entry.playlist_id
            AND newest.snapshot_date = playlist_entry.snapshot_date
    WHERE playlist_entry.song_id IS NOT NULL
),

counted AS (
    SELECT
        playlist.playlist_id,
        playlist.playlist_name,
        count(standing.song_id) AS songs
    FROM newest
    INNER JOIN playlist ON newest.playlist_id = playlist.playlist_id
    LEFT JOIN standing ON newest.playlist_id = standing.playlist_id
    GROUP BY playlist.playlist_id, playlist.playlist_name
),

shared AS (
    SELECT
        one.playlist_id,
        other.playlist_id AS other_playlist_id,
        count(*) AS songs
    FROM standing AS one
    INNER JOIN standing AS other
        ON
            one.song_id = other.song_id
            AND one.playlist_id < other.playlist_id
    GROUP BY one.playlist_id, other.playlist_id
),

-- Each pair once; those that share nothing too.
pair AS (
    SELECT
        one.playlist_id,
        one.playlist_name,
        other.playlist_id AS other_playlist_id,
        other.playlist_name AS other_playlist_name,
        one.songs,
        other.songs AS other_songs,
        coalesce(shared.songs, 0) AS songs_in_both
    FROM counted AS one
    INNER JOIN counted AS other ON one.playlist_id < other.playlist_id
    LEFT JOIN shared
        ON
            one.playlist_id = shared.playlist_id
            AND other.playlist_id = shared.other_playlist_id
)

-- The percentage is of all songs that stand in either.
SELECT
    playlist_id,
    playlist_name,
    other_playlist_id,
    other_playlist_name,
    songs,
    other_songs,
    songs_in_both,
    round(
        100 * cast(songs_in_both AS double) / nullif(songs + other_songs - songs_in_both, 0), 1
    ) AS percent_in_both
FROM pair
ORDER BY percent_in_both DESC, playlist_id ASC, other_playlist_id ASC
