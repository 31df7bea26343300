-- name: longest_albums
-- answers: Which albums play longest, over their songs in the lake?
-- columns: duration_rank, album_id, album_name, artist_id, artist_name, songs, total_tracks, total_duration_ms, total_duration
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS snapshot_date, -- null: ever; else on the last snapshot up to this day
        cast(NULL AS varchar) AS artist_id, -- of the album; null: every artist
        cast(10 AS integer) AS most_albums -- how many are listed, with all that tie
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

-- A duration of 0 is an unknown one: only songs of known duration are added up, and counted.
album_duration AS (
    SELECT
        album_id,
        count(*) AS songs,
        sum(duration_ms) AS total_duration_ms
    FROM chosen_song
    WHERE duration_ms > 0
    GROUP BY album_id
),

ranked_duration AS (
    SELECT
        album.album_id,
        album.album_name,
        album.artist_id,
        album.total_tracks,
        album_duration.songs,
        album_duration.total_duration_ms,
        -- 3.6e6 is a double: integers divide differently in Athena and elsewhere.
        cast(floor(album_duration.total_duration_ms / 3.6e6) AS integer) AS hours,
        cast(floor(mod(album_duration.total_duration_ms, 3600000) / 6e4) AS integer) AS minutes,
        cast(floor(mod(album_duration.total_duration_ms, 60000) / 1e3) AS integer) AS seconds,
        rank() OVER (ORDER BY album_duration.total_duration_ms DESC) AS duration_rank
    FROM album_duration
    CROSS JOIN parameters
    INNER JOIN album ON album_duration.album_id = album.album_id
    WHERE parameters.artist_id IS NULL OR album.artist_id = parameters.artist_id
)

SELECT
    ranked_duration.duration_rank,
    ranked_duration.album_id,
    ranked_duration.album_name,
    ranked_duration.artist_id,
    artist.artist_name,
    ranked_duration.songs,
    ranked_duration.total_tracks,
    ranked_duration.total_duration_ms,
    CASE
        WHEN ranked_duration.hours = 0 THEN cast(ranked_duration.minutes AS varchar)
        ELSE
            cast(ranked_duration.hours AS varchar) || ':'
            || lpad(cast(ranked_duration.minutes AS varchar), 2, '0')
    END || ':' || lpad(cast(ranked_duration.seconds AS varchar), 2, '0') AS total_duration
FROM ranked_duration
CROSS JOIN parameters
LEFT JOIN artist ON ranked_duration.artist_id = artist.artist_id
WHERE ranked_duration.duration_rank <= parameters.most_albums
ORDER BY
    ranked_duration.duration_rank, ranked_duration.album_name, ranked_duration.album_id
