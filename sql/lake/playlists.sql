-- name: playlists
-- answers: Which playlists are in the lake, since when, and how many songs do they have now?
-- columns: playlist_id, playlist_name, owner_name, followers, snapshots, first_date, last_date, entries, songs
-- raw_file also has the days on which a playlist was empty.
WITH history AS (
    SELECT
        playlist_id,
        count(DISTINCT date(extracted_at)) AS snapshots,
        min(date(extracted_at)) AS first_date,
        max(date(extracted_at)) AS last_date
    FROM raw_file
    WHERE status = 'loaded'
    GROUP BY playlist_id
),

newest_entries AS (
    SELECT
        history.playlist_id,
        count(*) AS entries,
        count(DISTINCT playlist_entry.song_id) AS songs
    FROM history
    INNER JOIN playlist_entry
        ON
            history.playlist_id = playlist_entry.playlist_id
            AND history.last_date = playlist_entry.snapshot_date
    GROUP BY history.playlist_id
)

SELECT
    playlist.playlist_id,
    playlist.playlist_name,
    playlist.owner_name,
    playlist.followers,
    coalesce(history.snapshots, 0) AS snapshots,
    history.first_date,
    history.last_date,
    coalesce(newest_entries.entries, 0) AS entries,
    coalesce(newest_entries.songs, 0) AS songs
FROM playlist
LEFT JOIN history ON playlist.playlist_id = history.playlist_id
LEFT JOIN newest_entries ON playlist.playlist_id = newest_entries.playlist_id
ORDER BY snapshots DESC, songs DESC, playlist.playlist_id ASC
