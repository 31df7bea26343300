-- name: shortest_and_longest_songs
-- answers: Which songs are the shortest, and which the longest?
-- columns: extreme, duration_rank, song_id, song_name, artist_names, album_id, album_name, duration_ms, duration
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS snapshot_date, -- null: ever; else on the last snapshot up to this day
        cast(1 AS integer) AS most_songs -- how many of each are listed, with all that tie
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

-- A duration of 0 is an unknown one.
song_duration AS (
    SELECT
        song_id,
        song_name,
        album_id,
        -- 3.6e6 is a double: integers divide differently in Athena and elsewhere.
        cast(floor(duration_ms / 3.6e6) AS integer) AS hours,
        cast(floor(mod(duration_ms, 3600000) / 6e4) AS integer) AS minutes,
        cast(floor(mod(duration_ms, 60000) / 1e3) AS integer) AS seconds,
        duration_ms
    FROM chosen_song
    WHERE duration_ms > 0
),

extreme_song AS (
    SELECT
        song_duration.*,
        'shortest' AS extreme,
        rank() OVER (ORDER BY song_duration.duration_ms ASC) AS duration_rank
    FROM song_duration
    UNION ALL
    SELECT
        song_duration.*,
        'longest' AS extreme,
        rank() OVER (ORDER BY song_duration.duration_ms DESC) AS duration_rank
    FROM song_duration
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
    extreme_song.extreme,
    extreme_song.duration_rank,
    extreme_song.song_id,
    extreme_song.song_name,
    credits.artist_names,
    extreme_song.album_id,
    album.album_name,
    extreme_song.duration_ms,
    CASE
        WHEN extreme_song.hours = 0 THEN cast(extreme_song.minutes AS varchar)
        ELSE
            cast(extreme_song.hours AS varchar) || ':'
            || lpad(cast(extreme_song.minutes AS varchar), 2, '0')
    END || ':' || lpad(cast(extreme_song.seconds AS varchar), 2, '0') AS duration
FROM extreme_song
CROSS JOIN parameters
LEFT JOIN album ON extreme_song.album_id = album.album_id
LEFT JOIN credits ON extreme_song.song_id = credits.song_id
WHERE extreme_song.duration_rank <= parameters.most_songs
ORDER BY extreme_song.extreme DESC, extreme_song.duration_rank ASC, extreme_song.song_id ASC
