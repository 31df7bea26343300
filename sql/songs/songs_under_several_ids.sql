-- name: songs_under_several_ids
-- answers: Which recordings does Spotify have under several ids?
-- columns: isrc, songs, song_names, artist_names, song_ids
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- of which it has at least one id; null: every playlist
        cast(NULL AS date) AS snapshot_date -- null: ever; else on the last snapshot up to this day
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

-- An ISRC may be empty, in lower case or with hyphens. Labels give some to two recordings: compare
-- the names.
recording AS (
    SELECT
        song_id,
        song_name,
        upper(replace(trim(isrc), '-', '')) AS isrc
    FROM song
    WHERE trim(isrc) <> ''
),

song_ids AS (
    SELECT
        isrc,
        count(*) AS songs,
        listagg(DISTINCT song_name, '; ') WITHIN GROUP (
            ORDER BY song_name
        ) AS song_names,
        listagg(song_id, ', ') WITHIN GROUP (
            ORDER BY song_id
        ) AS song_ids
    FROM recording
    GROUP BY isrc
    HAVING count(*) > 1
),

-- Every artist credited under any of the ids, once.
recording_credit AS (
    SELECT
        recording.isrc,
        song_artist.artist_id,
        min(song_artist.artist_position) AS artist_position
    FROM recording
    INNER JOIN song_artist ON recording.song_id = song_artist.song_id
    GROUP BY recording.isrc, song_artist.artist_id
),

recording_credits AS (
    SELECT
        recording_credit.isrc,
        listagg(artist.artist_name, ', ') WITHIN GROUP (
            ORDER BY recording_credit.artist_position, recording_credit.artist_id
        ) AS artist_names
    FROM recording_credit
    INNER JOIN artist ON recording_credit.artist_id = artist.artist_id
    GROUP BY recording_credit.isrc
)

SELECT
    song_ids.isrc,
    song_ids.songs,
    song_ids.song_names,
    recording_credits.artist_names,
    song_ids.song_ids
FROM song_ids
LEFT JOIN recording_credits ON song_ids.isrc = recording_credits.isrc
WHERE
    song_ids.isrc IN (
        SELECT recording.isrc
        FROM recording
        INNER JOIN chosen_song ON recording.song_id = chosen_song.song_id
    )
ORDER BY song_ids.songs DESC, song_ids.isrc ASC
