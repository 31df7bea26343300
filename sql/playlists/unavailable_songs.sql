-- name: unavailable_songs
-- answers: Which songs of each playlist does Spotify no longer show, since when, and is the recording there under another id?
-- columns: playlist_id, playlist_name, song_id, song_name, artist_names, isrc, entries, unavailable_since, last_position, added_at, other_song_ids
WITH parameters AS (
    SELECT cast(NULL AS varchar) AS playlist_id -- null: every playlist
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

newest_whole AS (
    SELECT
        playlist_id,
        max(snapshot_date) AS snapshot_date
    FROM whole_snapshot
    GROUP BY playlist_id
),

-- An unavailable entry has no song id, but keeps the time when it was added.
now_unavailable AS (
    SELECT DISTINCT
        playlist_entry.playlist_id,
        playlist_entry.added_at
    FROM playlist_entry
    INNER JOIN newest_whole
        ON
            playlist_entry.playlist_id = newest_whole.playlist_id
            AND playlist_entry.snapshot_date = newest_whole.snapshot_date
    WHERE playlist_entry.entry_type = 'unavailable'
),

unavailable_day AS (
    SELECT
        whole_snapshot.playlist_id,
        now_unavailable.added_at,
        whole_snapshot.snapshot_date,
        whole_snapshot.date_before,
        count(playlist_entry.position) AS entries
    FROM now_unavailable
    INNER JOIN whole_snapshot ON now_unavailable.playlist_id = whole_snapshot.playlist_id
    LEFT JOIN playlist_entry
        ON
            whole_snapshot.playlist_id = playlist_entry.playlist_id
            AND whole_snapshot.snapshot_date = playlist_entry.snapshot_date
            AND now_unavailable.added_at IS NOT DISTINCT FROM playlist_entry.added_at
            AND playlist_entry.entry_type = 'unavailable'
    GROUP BY
        whole_snapshot.playlist_id,
        now_unavailable.added_at,
        whole_snapshot.snapshot_date,
        whole_snapshot.date_before
),

unavailable_change AS (
    SELECT
        playlist_id,
        added_at,
        snapshot_date,
        date_before,
        entries,
        entries - coalesce(
            lag(entries) OVER (PARTITION BY playlist_id, added_at ORDER BY snapshot_date), 0
        ) AS new_entries
    FROM unavailable_day
),

-- When entries of one time become fewer, it is unknown which of them went.
last_decrease AS (
    SELECT
        playlist_id,
        added_at,
        max(snapshot_date) FILTER (WHERE new_entries < 0) AS snapshot_date
    FROM unavailable_change
    GROUP BY playlist_id, added_at
),

increase AS (
    SELECT unavailable_change.*
    FROM unavailable_change
    INNER JOIN last_decrease
        ON
            unavailable_change.playlist_id = last_decrease.playlist_id
            AND unavailable_change.added_at IS NOT DISTINCT FROM last_decrease.added_at
    WHERE
        unavailable_change.new_entries > 0
        AND (
            last_decrease.snapshot_date IS NULL
            OR unavailable_change.snapshot_date > last_decrease.snapshot_date
        )
),

-- Songs of that time that the snapshot before had. If there are more of them than new unavailable
-- entries, some were removed, and it is unknown which; if fewer, an entry came unavailable.
lost_song AS (
    SELECT
        increase.playlist_id,
        increase.added_at,
        increase.snapshot_date,
        increase.new_entries,
        older.song_id,
        older.position,
        count(*) OVER (
            PARTITION BY increase.playlist_id, increase.added_at, increase.snapshot_date
        ) AS songs
    FROM increase
    INNER JOIN playlist_entry AS older
        ON
            increase.playlist_id = older.playlist_id
            AND increase.date_before = older.snapshot_date
            AND increase.added_at IS NOT DISTINCT FROM older.added_at
    LEFT JOIN playlist_entry AS newer
        ON
            increase.playlist_id = newer.playlist_id
            AND increase.snapshot_date = newer.snapshot_date
            AND increase.added_at IS NOT DISTINCT FROM newer.added_at
            AND older.song_id = newer.song_id
    WHERE older.song_id IS NOT NULL AND newer.song_id IS NULL
),

unavailable AS (
    SELECT
        playlist_id,
        added_at,
        snapshot_date AS unavailable_since,
        song_id,
        position AS last_position,
        1 AS entries
    FROM lost_song
    WHERE songs = new_entries
    UNION ALL
    SELECT
        increase.playlist_id,
        increase.added_at,
        increase.snapshot_date AS unavailable_since,
        NULL AS song_id,
        NULL AS last_position,
        increase.new_entries AS entries
    FROM increase
    LEFT JOIN lost_song
        ON
            increase.playlist_id = lost_song.playlist_id
            AND increase.added_at IS NOT DISTINCT FROM lost_song.added_at
            AND increase.snapshot_date = lost_song.snapshot_date
            AND lost_song.songs = lost_song.new_entries
    WHERE lost_song.song_id IS NULL
    UNION ALL
    SELECT
        unavailable_change.playlist_id,
        unavailable_change.added_at,
        NULL AS unavailable_since,
        NULL AS song_id,
        NULL AS last_position,
        unavailable_change.entries
    FROM unavailable_change
    INNER JOIN last_decrease
        ON
            unavailable_change.playlist_id = last_decrease.playlist_id
            AND unavailable_change.added_at IS NOT DISTINCT FROM last_decrease.added_at
            AND unavailable_change.snapshot_date = last_decrease.snapshot_date
    WHERE unavailable_change.entries > 0
),

newest_song AS (
    SELECT
        playlist_entry.playlist_id,
        song.isrc,
        song.song_id,
        min(playlist_entry.position) AS position
    FROM playlist_entry
    INNER JOIN newest_whole
        ON
            playlist_entry.playlist_id = newest_whole.playlist_id
            AND playlist_entry.snapshot_date = newest_whole.snapshot_date
    INNER JOIN song ON playlist_entry.song_id = song.song_id
    GROUP BY playlist_entry.playlist_id, song.isrc, song.song_id
),

-- Other ids of the recording on the playlist.
replacement AS (
    SELECT
        unavailable.playlist_id,
        unavailable.song_id,
        unavailable.last_position,
        listagg(newest_song.song_id, ', ') WITHIN GROUP (
            ORDER BY newest_song.position
        ) AS other_song_ids
    FROM unavailable
    INNER JOIN song ON unavailable.song_id = song.song_id
    INNER JOIN newest_song
        ON
            unavailable.playlist_id = newest_song.playlist_id
            AND song.isrc = newest_song.isrc
            AND unavailable.song_id <> newest_song.song_id
    WHERE song.isrc <> ''
    GROUP BY unavailable.playlist_id, unavailable.song_id, unavailable.last_position
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

-- A row without a song counts entries of which it is unknown which songs they were. They were
-- unavailable in their first snapshot (then unavailable_since is that day), or went together with
-- other changes of entries that were added at the same time (then it may be null). What the lake
-- cannot tell: songs that Spotify shows but does not play, which are entries of type track.
SELECT
    unavailable.playlist_id,
    playlist.playlist_name,
    unavailable.song_id,
    song.song_name,
    credits.artist_names,
    song.isrc,
    unavailable.entries,
    unavailable.unavailable_since,
    unavailable.last_position,
    unavailable.added_at,
    replacement.other_song_ids
FROM unavailable
INNER JOIN playlist ON unavailable.playlist_id = playlist.playlist_id
LEFT JOIN song ON unavailable.song_id = song.song_id
LEFT JOIN credits ON unavailable.song_id = credits.song_id
LEFT JOIN replacement
    ON
        unavailable.playlist_id = replacement.playlist_id
        AND unavailable.song_id = replacement.song_id
        AND unavailable.last_position = replacement.last_position
ORDER BY
    playlist.playlist_name ASC,
    unavailable.playlist_id ASC,
    unavailable.unavailable_since DESC,
    unavailable.song_id ASC,
    unavailable.added_at ASC
