-- name: chart_survival
-- answers: How long do songs stay on a playlist, and which share is still there after 1, 4 and 12 weeks?
-- columns: playlist_id, playlist_name, songs_entered, songs_left, median_days, one_snapshot_songs, percent_one_snapshot, percent_after_1_week, percent_after_4_weeks, percent_after_12_weeks
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS first_date, -- of the day on which a song entered; null: any
        cast(NULL AS date) AS last_date -- of the day on which a song entered; null: any
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

newest AS (
    SELECT
        playlist_id,
        max(snapshot_date) AS snapshot_date
    FROM snapshot
    GROUP BY playlist_id
),

-- Only the stay of a song that has left is known in full.
ended_stay AS (
    SELECT
        debut_in_period.playlist_id,
        debut_in_period.snapshots,
        date_diff('day', debut_in_period.first_date, debut_in_period.last_date) + 1 AS days
    FROM debut_in_period
    INNER JOIN newest
        ON
            debut_in_period.playlist_id = newest.playlist_id
            AND debut_in_period.last_date < newest.snapshot_date
),

ordered_stay AS (
    SELECT
        ended_stay.*,
        row_number() OVER (PARTITION BY playlist_id ORDER BY days) AS stay_number,
        count(*) OVER (PARTITION BY playlist_id) AS stays
    FROM ended_stay
),

-- The median is the mean of the one or two stays in the middle.
left_songs AS (
    SELECT
        playlist_id,
        count(*) AS songs_left,
        avg(days) FILTER (WHERE 2 * stay_number BETWEEN stays AND stays + 2) AS median_days,
        count_if(snapshots = 1) AS one_snapshot_songs
    FROM ordered_stay
    GROUP BY playlist_id
),

-- A song counts after so many weeks if the playlist was extracted at that age or later: the first
-- snapshot of then tells whether the song was still, or again, on it.
checked AS (
    SELECT
        debut_in_period.playlist_id,
        debut_in_period.song_id,
        age.weeks,
        min(snapshot.snapshot_date) AS snapshot_date
    FROM debut_in_period
    CROSS JOIN (VALUES 1, 4, 12) AS age (weeks)
    INNER JOIN snapshot
        ON
            debut_in_period.playlist_id = snapshot.playlist_id
            AND date_diff('day', debut_in_period.first_date, snapshot.snapshot_date)
            >= 7 * age.weeks
    GROUP BY debut_in_period.playlist_id, debut_in_period.song_id, age.weeks
),

survival AS (
    SELECT
        checked.playlist_id,
        checked.weeks,
        100 * cast(count(listed.song_id) AS double) / count(*) AS percent_left
    FROM checked
    LEFT JOIN listed
        ON
            checked.playlist_id = listed.playlist_id
            AND checked.song_id = listed.song_id
            AND checked.snapshot_date = listed.snapshot_date
    GROUP BY checked.playlist_id, checked.weeks
),

entered AS (
    SELECT
        playlist_id,
        count(*) AS songs_entered
    FROM debut_in_period
    GROUP BY playlist_id
)

SELECT
    entered.playlist_id,
    playlist.playlist_name,
    entered.songs_entered,
    coalesce(left_songs.songs_left, 0) AS songs_left,
    left_songs.median_days,
    coalesce(left_songs.one_snapshot_songs, 0) AS one_snapshot_songs,
    round(
        100 * cast(left_songs.one_snapshot_songs AS double) / left_songs.songs_left, 1
    ) AS percent_one_snapshot,
    round(after_1_week.percent_left, 1) AS percent_after_1_week,
    round(after_4_weeks.percent_left, 1) AS percent_after_4_weeks,
    round(after_12_weeks.percent_left, 1) AS percent_after_12_weeks
FROM entered
INNER JOIN playlist ON entered.playlist_id = playlist.playlist_id
LEFT JOIN left_songs ON entered.playlist_id = left_songs.playlist_id
LEFT JOIN survival AS after_1_week
    ON
        entered.playlist_id = after_1_week.playlist_id
        AND after_1_week.weeks = 1
LEFT JOIN survival AS after_4_weeks
    ON
        entered.playlist_id = after_4_weeks.playlist_id
        AND after_4_weeks.weeks = 4
LEFT JOIN survival AS after_12_weeks
    ON
        entered.playlist_id = after_12_weeks.playlist_id
        AND after_12_weeks.weeks = 12
ORDER BY playlist.playlist_name, entered.playlist_id
