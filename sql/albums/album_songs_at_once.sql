-- name: album_songs_at_once
-- answers: Which albums had several songs on a playlist at the same time?
-- columns: playlist_id, playlist_name, album_id, album_name, artist_id, artist_name, most_songs, snapshot_date, best_position, total_tracks, snapshots
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS first_date, -- null: from the first snapshot on
        cast(NULL AS date) AS last_date, -- null: up to the newest snapshot
        cast(NULL AS varchar) AS artist_id, -- of the album; null: every artist
        cast(2 AS integer) AS least_songs -- how many at the same time
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

album_in_snapshot AS (
    SELECT
        period.playlist_id,
        period.snapshot_date,
        song.album_id,
        count(*) AS songs,
        min(listed.position) AS best_position
    FROM period
    CROSS JOIN parameters
    INNER JOIN listed
        ON
            period.playlist_id = listed.playlist_id
            AND period.snapshot_date = listed.snapshot_date
    INNER JOIN song ON listed.song_id = song.song_id
    WHERE song.album_id IS NOT NULL
    GROUP BY
        period.playlist_id, period.snapshot_date, song.album_id, parameters.least_songs
    HAVING count(*) >= parameters.least_songs
),

-- Of the snapshots with the most songs, the first one.
album_at_most AS (
    SELECT
        album_in_snapshot.*,
        count(*) OVER (PARTITION BY playlist_id, album_id) AS snapshots,
        row_number() OVER (
            PARTITION BY playlist_id, album_id ORDER BY songs DESC, snapshot_date ASC
        ) AS snapshot_rank
    FROM album_in_snapshot
)

SELECT
    album_at_most.playlist_id,
    playlist.playlist_name,
    album_at_most.album_id,
    album.album_name,
    album.artist_id,
    artist.artist_name,
    album_at_most.songs AS most_songs,
    album_at_most.snapshot_date,
    album_at_most.best_position,
    album.total_tracks,
    album_at_most.snapshots
FROM album_at_most
CROSS JOIN parameters
INNER JOIN playlist ON album_at_most.playlist_id = playlist.playlist_id
INNER JOIN album ON album_at_most.album_id = album.album_id
LEFT JOIN artist ON album.artist_id = artist.artist_id
WHERE
    album_at_most.snapshot_rank = 1
    AND (parameters.artist_id IS NULL OR album.artist_id = parameters.artist_id)
ORDER BY
    playlist.playlist_name ASC,
    album_at_most.playlist_id ASC,
    album_at_most.songs DESC,
    album_at_most.snapshots DESC,
    album_at_most.album_id ASC
