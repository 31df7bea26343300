-- name: albums_with_most_tracks
-- answers: Which albums have the most tracks, and how many of their songs are in the lake?
-- columns: track_rank, album_id, album_name, artist_id, artist_name, album_type, total_tracks, songs
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS snapshot_date, -- null: ever; else on the last snapshot up to this day
        cast(NULL AS varchar) AS artist_id, -- of the album; null: every artist
        cast(10 AS integer) AS least_tracks -- how many an album has to have
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

-- The newest snapshot of each playlist, or the last one up to the day asked for.
chosen AS (
    SELECT
        snapshot.playlist_id,
        max(snapshot.snapshot_date) AS snapshot_date
    FROM snapshot
    CROSS JOIN parameters
    WHERE
        parameters.snapshot_date IS NULL
        OR snapshot.snapshot_date <= parameters.snapshot_date
    GROUP BY snapshot.playlist_id
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

-- The songs that were ever listed, or those of the chosen snapshots if a day is asked for.
listed_song AS (
    SELECT DISTINCT listed.song_id
    FROM listed
    CROSS JOIN parameters
    LEFT JOIN chosen
        ON
            listed.playlist_id = chosen.playlist_id
            AND listed.snapshot_date = chosen.snapshot_date
    WHERE parameters.snapshot_date IS NULL OR chosen.playlist_id IS NOT NULL
),

-- Every song of the lake, unless a playlist or a day is asked for.
chosen_song AS (
    SELECT song.*
    FROM song
    CROSS JOIN parameters
    WHERE
        (parameters.playlist_id IS NULL AND parameters.snapshot_date IS NULL)
        OR song.song_id IN (SELECT listed_song.song_id FROM listed_song)
),

-- Every album of the lake, unless a playlist or a day is asked for.
chosen_album AS (
    SELECT album.*
    FROM album
    CROSS JOIN parameters
    WHERE
        (parameters.playlist_id IS NULL AND parameters.snapshot_date IS NULL)
        OR album.album_id IN (
            SELECT chosen_song.album_id
            FROM chosen_song
            WHERE chosen_song.album_id IS NOT NULL
        )
),

songs_of_album AS (
    SELECT
        album_id,
        count(*) AS songs
    FROM chosen_song
    GROUP BY album_id
)

SELECT
    rank() OVER (ORDER BY chosen_album.total_tracks DESC) AS track_rank,
    chosen_album.album_id,
    chosen_album.album_name,
    chosen_album.artist_id,
    artist.artist_name,
    chosen_album.album_type,
    chosen_album.total_tracks,
    coalesce(songs_of_album.songs, 0) AS songs
FROM chosen_album
CROSS JOIN parameters
LEFT JOIN artist ON chosen_album.artist_id = artist.artist_id
LEFT JOIN songs_of_album ON chosen_album.album_id = songs_of_album.album_id
WHERE
    chosen_album.total_tracks >= parameters.least_tracks
    AND (parameters.artist_id IS NULL OR chosen_album.artist_id = parameters.artist_id)
ORDER BY
    chosen_album.total_tracks DESC, chosen_album.album_name ASC, chosen_album.album_id ASC
