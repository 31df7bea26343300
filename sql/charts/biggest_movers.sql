-- name: biggest_movers
-- answers: Which songs rose or fell most places between two snapshots, a week apart unless told otherwise?
-- columns: playlist_id, playlist_name, date_before, snapshot_date, days_between, direction, song_id, song_name, artist_names, position_before, position, places
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS varchar) AS direction, -- up or down; null: both
        cast(NULL AS date) AS snapshot_date, -- null: the newest; else the last one up to this day
        cast(NULL AS date) AS date_before, -- null: a week before; else the last snapshot up to this day
        cast(NULL AS varchar) AS artist_id, -- null: every artist
        cast(10 AS integer) AS most_songs -- how many per playlist and direction, with all that tie
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

-- The newest snapshot of each playlist, or the last one up to the day asked for.
chosen AS (
    SELECT
        snapshot.playlist_id,
        max(snapshot.snapshot_date) AS snapshot_date
    FROM snapshot
    CROSS JOIN parameters
    WHERE
        parameters.snapshot_date IS NULL
        OR snapshot.snapshot_date <= parameters.snapshot_date
    GROUP BY snapshot.playlist_id
),

-- Without a snapshot up to the date before, the playlist's oldest one is compared.
week_apart AS (
    SELECT
        chosen.playlist_id,
        chosen.snapshot_date,
        coalesce(
            max(snapshot.snapshot_date) FILTER (
                WHERE snapshot.snapshot_date <= coalesce(
                    parameters.date_before, date_add('day', -7, chosen.snapshot_date)
                )
            ),
            min(snapshot.snapshot_date)
        ) AS date_before
    FROM chosen
    CROSS JOIN parameters
    INNER JOIN snapshot
        ON
            chosen.playlist_id = snapshot.playlist_id
            AND chosen.snapshot_date >= snapshot.snapshot_date
    GROUP BY chosen.playlist_id, chosen.snapshot_date
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

-- The songs on which the artist asked for is credited, also as a guest.
artist_song AS (
    SELECT DISTINCT song_artist.song_id
    FROM song_artist
    INNER JOIN parameters ON song_artist.artist_id = parameters.artist_id
),

-- Only songs of both snapshots move.
move AS (
    SELECT
        week_apart.playlist_id,
        week_apart.date_before,
        week_apart.snapshot_date,
        listed.song_id,
        before.position AS position_before,
        listed.position,
        CASE WHEN before.position > listed.position THEN 'up' ELSE 'down' END AS direction,
        abs(before.position - listed.position) AS places
    FROM week_apart
    CROSS JOIN parameters
    INNER JOIN listed
        ON
            week_apart.playlist_id = listed.playlist_id
            AND week_apart.snapshot_date = listed.snapshot_date
    INNER JOIN listed AS before
        ON
            week_apart.playlist_id = before.playlist_id
            AND week_apart.date_before = before.snapshot_date
            AND listed.song_id = before.song_id
    WHERE
        before.position <> listed.position
        AND (
            parameters.artist_id IS NULL
            OR listed.song_id IN (SELECT artist_song.song_id FROM artist_song)
        )
),

ranked_move AS (
    SELECT
        move.*,
        rank() OVER (PARTITION BY playlist_id, direction ORDER BY places DESC) AS song_rank
    FROM move
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
    ranked_move.playlist_id,
    playlist.playlist_name,
    ranked_move.date_before,
    ranked_move.snapshot_date,
    date_diff('day', ranked_move.date_before, ranked_move.snapshot_date) AS days_between,
    ranked_move.direction,
    ranked_move.song_id,
    song.song_name,
    credits.artist_names,
    ranked_move.position_before,
    ranked_move.position,
    ranked_move.places
FROM ranked_move
CROSS JOIN parameters
INNER JOIN playlist ON ranked_move.playlist_id = playlist.playlist_id
INNER JOIN song ON ranked_move.song_id = song.song_id
LEFT JOIN credits ON ranked_move.song_id = credits.song_id
WHERE
    ranked_move.song_rank <= parameters.most_songs
    AND (parameters.direction IS NULL OR ranked_move.direction = lower(parameters.direction))
ORDER BY
    playlist.playlist_name ASC,
    ranked_move.playlist_id ASC,
    ranked_move.direction DESC,
    ranked_move.places DESC,
    ranked_move.position ASC
