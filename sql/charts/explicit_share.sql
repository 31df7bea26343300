-- name: explicit_share
-- answers: Which share of a playlist's songs is explicit, snapshot by snapshot?
-- columns: playlist_id, playlist_name, snapshot_date, songs, explicit_songs, percent_explicit
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS first_date, -- null: from the first snapshot on
        cast(NULL AS date) AS last_date -- null: up to the newest
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
        AND (
            parameters.first_date IS NULL
            OR cast(raw_file.extracted_at AS date) >= parameters.first_date
        )
),

-- A song that stands twice counts once.
standing AS (
    SELECT DISTINCT
        playlist_entry.playlist_id,
        playlist_entry.snapshot_date,
        playlist_entry.song_id
    FROM snapshot
    INNER JOIN playlist_entry
        ON
            snapshot.playlist_id = playlist_entry.playlist_id
            AND snapshot.snapshot_date = playlist_entry.snapshot_date
    WHERE playlist_entry.song_id IS NOT NULL
)

-- The percentage is of the songs of which it is known.
SELECT
    snapshot.playlist_id,
    playlist.playlist_name,
    snapshot.snapshot_date,
    count(song.song_id) AS songs,
    count(*) FILTER (WHERE song.explicit) AS explicit_songs,
    round(
        100 * cast(count(*) FILTER (WHERE song.explicit) AS double)
        / nullif(count(song.explicit), 0),
        1
    ) AS percent_explicit
FROM snapshot
INNER JOIN playlist ON snapshot.playlist_id = playlist.playlist_id
LEFT JOIN standing
    ON
        snapshot.playlist_id = standing.playlist_id
        AND snapshot.snapshot_date = standing.snapshot_date
LEFT JOIN song ON standing.song_id = song.song_id
GROUP BY snapshot.playlist_id, playlist.playlist_name, snapshot.snapshot_date
ORDER BY playlist.playlist_name, snapshot.playlist_id, snapshot.snapshot_date
