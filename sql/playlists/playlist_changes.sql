-- name: playlist_changes
-- answers: What changed on each playlist from snapshot to snapshot: songs, name, description, owner, followers?
-- columns: playlist_id, playlist_name, snapshot_date, date_before, change, song_id, song_name, artist_names, position_before, position, value_before, value
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS since -- null: all history; else only snapshots from this day on
),

-- A snapshot with fewer entries than the playlist would show the others as removed.
whole_snapshot AS (
    SELECT
        playlist_snapshot.*,
        lag(playlist_snapshot.snapshot_date) OVER (
            PARTITION BY playlist_snapshot.playlist_id ORDER BY playlist_snapshot.snapshot_date
        ) AS date_before
    FROM playlist_snapshot
    CROSS JOIN parameters
    WHERE
        playlist_snapshot.entries >= coalesce(playlist_snapshot.total, 0)
        AND (
            parameters.playlist_id IS NULL OR playlist_snapshot.playlist_id = parameters.playlist_id
        )
),

whole_pair AS (
    SELECT
        newer.playlist_id,
        newer.snapshot_date,
        newer.date_before,
        older.playlist_name AS name_before,
        newer.playlist_name,
        older.description AS description_before,
        newer.description,
        older.owner_id AS owner_before,
        newer.owner_id,
        older.followers AS followers_before,
        newer.followers
    FROM whole_snapshot AS newer
    CROSS JOIN parameters
    INNER JOIN whole_snapshot AS older
        ON
            newer.playlist_id = older.playlist_id
            AND newer.date_before = older.snapshot_date
    WHERE parameters.since IS NULL OR newer.snapshot_date >= parameters.since
),

-- A song that is listed twice counts once, at its best position.
song_place AS (
    SELECT
        playlist_id,
        snapshot_date,
        song_id,
        min(position) AS position
    FROM playlist_entry
    WHERE song_id IS NOT NULL
    GROUP BY playlist_id, snapshot_date, song_id
),

song_pair AS (
    SELECT
        whole_pair.playlist_id,
        whole_pair.snapshot_date,
        whole_pair.date_before,
        song_place.song_id,
        max(song_place.position) FILTER (
            WHERE song_place.snapshot_date = whole_pair.date_before
        ) AS position_before,
        max(song_place.position) FILTER (
            WHERE song_place.snapshot_date = whole_pair.snapshot_date
        ) AS position
    FROM whole_pair
    INNER JOIN song_place
        ON
            whole_pair.playlist_id = song_place.playlist_id
            AND song_place.snapshot_date IN (whole_pair.snapshot_date, whole_pair.date_before)
    GROUP BY
        whole_pair.playlist_id,
        whole_pair.snapshot_date,
        whole_pair.date_before,
        song_place.song_id
),

change AS (
    SELECT
        playlist_id,
        snapshot_date,
        date_before,
        CASE
            WHEN position_before IS NULL THEN 'added'
            WHEN position IS NULL THEN 'removed'
            ELSE 'moved'
        END AS change,
        song_id,
        position_before,
        position,
        cast(NULL AS varchar) AS value_before,
        cast(NULL AS varchar) AS value
    FROM song_pair
    WHERE position IS DISTINCT FROM position_before
    UNION ALL
    SELECT
        playlist_id,
        snapshot_date,
        date_before,
        'renamed' AS change,
        NULL AS song_id,
        NULL AS position_before,
        NULL AS position,
        name_before AS value_before,
        playlist_name AS value
    FROM whole_pair
    WHERE name_before <> playlist_name
    UNION ALL
    SELECT
        playlist_id,
        snapshot_date,
        date_before,
        'description' AS change,
        NULL AS song_id,
        NULL AS position_before,
        NULL AS position,
        description_before AS value_before,
        description AS value
    FROM whole_pair
    WHERE description_before <> description
    UNION ALL
    SELECT
        playlist_id,
        snapshot_date,
        date_before,
        'owner' AS change,
        NULL AS song_id,
        NULL AS position_before,
        NULL AS position,
        owner_before AS value_before,
        owner_id AS value
    FROM whole_pair
    WHERE owner_before <> owner_id
    UNION ALL
    SELECT
        playlist_id,
        snapshot_date,
        date_before,
        'followers' AS change,
        NULL AS song_id,
        NULL AS position_before,
        NULL AS position,
        cast(followers_before AS varchar) AS value_before,
        cast(followers AS varchar) AS value
    FROM whole_pair
    WHERE followers_before <> followers
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

SELECT
    change.playlist_id,
    playlist.playlist_name,
    change.snapshot_date,
    change.date_before,
    change.change,
    change.song_id,
    song.song_name,
    credits.artist_names,
    change.position_before,
    change.position,
    change.value_before,
    change.value
FROM change
INNER JOIN playlist ON change.playlist_id = playlist.playlist_id
LEFT JOIN song ON change.song_id = song.song_id
LEFT JOIN credits ON change.song_id = credits.song_id
ORDER BY
    change.snapshot_date DESC,
    playlist.playlist_name ASC,
    change.playlist_id ASC,
    change.change ASC,
    change.position ASC,
    change.position_before ASC
