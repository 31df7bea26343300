-- name: debuts_by_week
-- answers: How many songs entered a playlist for the first time, week by week, and which entered highest?
-- columns: playlist_id, playlist_name, week, debuts, highest_position, first_date, song_id, song_name, artist_names
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

oldest AS (
    SELECT
        playlist_id,
        min(snapshot_date) AS snapshot_date
    FROM snapshot
    GROUP BY playlist_id
),

-- Since when the songs of a playlist's oldest snapshot had been on it is unknown: they are left out.
debut AS (
    SELECT
        listed.playlist_id,
        listed.song_id,
        min(listed.snapshot_date) AS first_date,
        max(listed.snapshot_date) AS last_date,
        min_by(listed.position, listed.snapshot_date) AS first_position,
        count(*) AS snapshots
    FROM listed
    INNER JOIN oldest ON listed.playlist_id = oldest.playlist_id
    GROUP BY listed.playlist_id, listed.song_id, oldest.snapshot_date
    HAVING min(listed.snapshot_date) > oldest.snapshot_date
),

debut_in_period AS (
    SELECT debut.*
    FROM debut
    CROSS JOIN parameters
    WHERE
        (parameters.first_date IS NULL OR debut.first_date >= parameters.first_date)
        AND (parameters.last_date IS NULL OR debut.first_date <= parameters.last_date)
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

-- Weeks are ISO weeks, from Monday to Sunday. Debuts are known from the second snapshot on.
week_of_snapshots AS (
    SELECT DISTINCT
        period.playlist_id,
        cast(date_trunc('week', period.snapshot_date) AS date) AS week
    FROM period
    INNER JOIN oldest
        ON
            period.playlist_id = oldest.playlist_id
            AND period.snapshot_date > oldest.snapshot_date
),

debut_of_week AS (
    SELECT
        playlist_id,
        cast(date_trunc('week', first_date) AS date) AS week,
        song_id,
        first_date,
        first_position,
        count(*) OVER (PARTITION BY playlist_id, date_trunc('week', first_date)) AS debuts,
        rank() OVER (
            PARTITION BY playlist_id, date_trunc('week', first_date) ORDER BY first_position
        ) AS debut_rank
    FROM debut_in_period
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

-- Songs that entered at the same position on different days of a week tie.
SELECT
    week_of_snapshots.playlist_id,
    playlist.playlist_name,
    week_of_snapshots.week,
    coalesce(debut_of_week.debuts, 0) AS debuts,
    debut_of_week.first_position AS highest_position,
    debut_of_week.first_date,
    debut_of_week.song_id,
    song.song_name,
    credits.artist_names
FROM week_of_snapshots
INNER JOIN playlist ON week_of_snapshots.playlist_id = playlist.playlist_id
LEFT JOIN debut_of_week
    ON
        week_of_snapshots.playlist_id = debut_of_week.playlist_id
        AND week_of_snapshots.week = debut_of_week.week
        AND debut_of_week.debut_rank = 1
LEFT JOIN song ON debut_of_week.song_id = song.song_id
LEFT JOIN credits ON debut_of_week.song_id = credits.song_id
ORDER BY
    playlist.playlist_name,
    week_of_snapshots.playlist_id,
    week_of_snapshots.week,
    debut_of_week.first_date
