-- name: follower_history
-- answers: How many followers did each playlist have on each day, and how many came or went since the snapshot before?
-- columns: playlist_id, playlist_name, snapshot_date, followers, new_followers
WITH parameters AS (
    SELECT cast(NULL AS varchar) AS playlist_id -- null: every playlist
)

-- The name is that of the day. Days whose extraction did not show followers are left out.
SELECT
    playlist_snapshot.playlist_id,
    playlist_snapshot.playlist_name,
    playlist_snapshot.snapshot_date,
    playlist_snapshot.followers,
    playlist_snapshot.followers - lag(playlist_snapshot.followers) OVER (
        PARTITION BY playlist_snapshot.playlist_id ORDER BY playlist_snapshot.snapshot_date
    ) AS new_followers
FROM playlist_snapshot
CROSS JOIN parameters
WHERE
    playlist_snapshot.followers IS NOT NULL
    AND (
        parameters.playlist_id IS NULL OR playlist_snapshot.playlist_id = parameters.playlist_id
    )
ORDER BY
    playlist_snapshot.playlist_id ASC,
    playlist_snapshot.snapshot_date ASC
