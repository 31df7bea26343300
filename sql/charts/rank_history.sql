-- name: rank_history
-- answers: At which place did the songs of the newest snapshot's top stand, snapshot by snapshot?
-- columns: playlist_id, playlist_name, snapshot_date, song_id, song_name, artist_names, position, latest_position
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS last_date, -- null: the newest snapshot
        cast(10 AS integer) AS most_songs -- how many per playlist
),

-- raw_file also knows of the snapshots in which nothing stood.
snapshot AS (
    SELECT DISTINCT
        raw_file.playlist_id,
        cast(raw_file.extracted_at AS date) AS snapshot_date
    FROM raw_file
    CROSS JOIN parameters
    WHERE
        raw_file.status = 'loaded'
        AND (parameters.playlist_id IS NULL OR raw_file.playlist_id = parameters.playlist_id)
        AND (
            parameters.last_date IS NULL
            OR cast(raw_file.extracted_at AS date) <= parameters.last_date
        )
),

newest AS (
    SELECT
        playlist_id,
        max(snapshot_date) AS snapshot_date
    FROM snapshot
    GROUP BY playlist_id
),

-- A song that stands twice counts at its best place.
place AS (
    SELECT
        snapshot.playlist_id,
        snapshot.snapshot_date,
        playlist_entry.song_id,
        min(playlist_entry.position) AS position
    FROM snapshot
    INNER JOIN playlist_entry
        ON
            snapshot.playlist_id = playlist_entry.playlist_id
            AND snapshot.snapshot_date = playlist_entry.snapshot_date
    WHERE playlist_entry.song_id IS NOT NULL
    GROUP BY snapshot.playlist_id, snapshot.snapshot_date, playlist_entry.song_id
),

latest AS (
    SELECT
        place.playlist_id,
        place.song_id,
        place.position,
        rank() OVER (
            PARTITION BY place.playlist_id ORDER BY place.position
        ) AS song_rank
    FROM newest
    INNER JOIN place
        ON
            newest.playlist_id = place.playlist_id
            AND newest.snapshot_date = place.snapshot_date
),

credits AS (
    SELECT
        song_artist.song_id,
        listagg(artist.artist_name, ', ') WITHIN GROUP (
            ORDER BY song_artist.artist_position
        ) AS artist_names
    FROM song_artist
    INNER JOIN artist ON song_artist.artist_id = artist.artist_id
    GROUP BY song_artist.song_id
)

-- Also the snapshots on which a song was not there, so that its line breaks.
SELECT
    latest.playlist_id,
    playlist.playlist_name,
    snapshot.snapshot_date,
    latest.song_id,
    song.song_name,
    credits.artist_names,
    place.position,
    latest.position AS latest_position
FROM latest
CROSS JOIN parameters
INNER JOIN snapshot ON latest.playlist_id = snapshot.playlist_id
INNER JOIN playlist ON latest.playlist_id = playlist.playlist_id
INNER JOIN song ON latest.song_id = song.song_id
LEFT JOIN credits ON latest.song_id = credits.song_id
LEFT JOIN place
    ON
        latest.playlist_id = place.playlist_id
        AND latest.song_id = place.song_id
        AND snapshot.snapshot_date = place.snapshot_date
WHERE latest.song_rank <= parameters.most_songs
ORDER BY playlist.playlist_name, latest.playlist_id, latest.position, snapshot.snapshot_date
