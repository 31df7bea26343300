-- name: follower_history
-- answers: How many followers did each playlist have on each day, and how many came or went since the snapshot before?
-- columns: playlist_id, playlist_name, snapshot_date, date_before, followers, new_followers
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS first_date, -- null: from the first snapshot on
        cast(NULL AS date) AS last_date -- null: up to the newest snapshot
),

-- The name is that of the day. Days whose extraction did not show followers are left out.
followers_by_day AS (
    SELECT
        playlist_id,
        playlist_name,
        snapshot_date,
        lag(snapshot_date) OVER (
            PARTITION BY playlist_id ORDER BY snapshot_date
        ) AS date_before,
        followers,
        followers - lag(followers) OVER (
            PARTITION BY playlist_id ORDER BY snapshot_date
        ) AS new_followers
    FROM playlist_snapshot
    WHERE followers IS NOT NULL
)

SELECT followers_by_day.*
FROM followers_by_day
CROSS JOIN parameters
WHERE
    (parameters.playlist_id IS NULL OR followers_by_day.playlist_id = parameters.playlist_id)
    AND (parameters.first_date IS NULL OR followers_by_day.snapshot_date >= parameters.first_date)
    AND (parameters.last_date IS NULL OR followers_by_day.snapshot_date <= parameters.last_date)
ORDER BY followers_by_day.playlist_id ASC, followers_by_day.snapshot_date ASC
