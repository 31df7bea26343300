-- name: collaborations
-- answers: Which artists perform together, and on which songs?
-- columns: artist_id, artist_name, other_artist_id, other_artist_name, songs, song_names
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS snapshot_date, -- null: ever; else on the last snapshot up to this day
        cast(NULL AS varchar) AS artist_id, -- this one with each other; null: each pair once
        cast(1 AS integer) AS least_songs -- how many two artists have to share
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

-- An artist who is credited twice on a song counts once, at the first place.
credit AS (
    SELECT
        song_id,
        artist_id,
        min(artist_position) AS artist_position
    FROM song_artist
    GROUP BY song_id, artist_id
),

artist_pair AS (
    SELECT
        one.artist_id,
        other.artist_id AS other_artist_id,
        count(*) AS songs,
        listagg(chosen_song.song_name, '; ') WITHIN GROUP (
            ORDER BY chosen_song.song_name
        ) AS song_names
    FROM chosen_song
    CROSS JOIN parameters
    INNER JOIN credit AS one ON chosen_song.song_id = one.song_id
    INNER JOIN credit AS other
        ON
            chosen_song.song_id = other.song_id
            AND one.artist_id <> other.artist_id
    WHERE
        one.artist_id = parameters.artist_id
        OR (parameters.artist_id IS NULL AND one.artist_id < other.artist_id)
    GROUP BY one.artist_id, other.artist_id
)

SELECT
    artist_pair.artist_id,
    artist.artist_name,
    artist_pair.other_artist_id,
    other_artist.artist_name AS other_artist_name,
    artist_pair.songs,
    artist_pair.song_names
FROM artist_pair
CROSS JOIN parameters
LEFT JOIN artist ON artist_pair.artist_id = artist.artist_id
LEFT JOIN artist AS other_artist ON artist_pair.other_artist_id = other_artist.artist_id
WHERE artist_pair.songs >= parameters.least_songs
ORDER BY
    artist_pair.songs DESC,
    artist.artist_name ASC,
    other_artist.artist_name ASC,
    artist_pair.artist_id ASC,
    artist_pair.other_artist_id ASC
