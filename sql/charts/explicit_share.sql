-- name: explicit_share
-- answers: Which share of a playlist's songs is explicit, snapshot by snapshot?
-- columns: playlist_id, playlist_name, snapshot_date, songs, explicit_songs, percent_explicit
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS first_date, -- null: from the first snapshot on
        cast(NULL AS date) AS last_date -- null: up to the newest snapshot
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
)

-- The percentage is of the songs of which it is known.
SELECT
    period.playlist_id,
    playlist.playlist_name,
    period.snapshot_date,
    count(song.song_id) AS songs,
    count(*) FILTER (WHERE song.explicit) AS explicit_songs,
    round(
        100 * cast(count(*) FILTER (WHERE song.explicit) AS double)
        / nullif(count(song.explicit), 0),
        1
    ) AS percent_explicit
FROM period
INNER JOIN playlist ON period.playlist_id = playlist.playlist_id
LEFT JOIN listed
    ON
        period.playlist_id = listed.playlist_id
        AND period.snapshot_date = listed.snapshot_date
LEFT JOIN song ON listed.song_id = song.song_id
GROUP BY period.playlist_id, playlist.playlist_name, period.snapshot_date
ORDER BY playlist.playlist_name, period.playlist_id, period.snapshot_date
