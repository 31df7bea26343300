-- name: biggest_fallers
-- answers: Which songs fell most places between two snapshots, a week apart unless told otherwise?
-- columns: playlist_id, playlist_name, first_date, last_date, song_id, song_name, artist_names, position_before, position, places_down
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS first_date, -- null: seven days before the last snapshot
        cast(NULL AS date) AS last_date, -- null: the newest snapshot
        cast(10 AS integer) AS most_songs -- how many per playlist; those that tie all stand
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
),

newest AS (
    SELECT
        playlist_id,
        max(snapshot_date) AS snapshot_date
    FROM snapshot
    GROUP BY playlist_id
),

-- With no snapshot up to the first date, the earliest within the window.
compared AS (
    SELECT
        newest.playlist_id,
        coalesce(
            max(snapshot.snapshot_date) FILTER (
                WHERE snapshot.snapshot_date <= coalesce(
                    parameters.first_date, date_add('day', -7, newest.snapshot_date)
                )
            ),
            min(snapshot.snapshot_date)
        ) AS first_date,
        newest.snapshot_date AS last_date
    FROM newest
    CROSS JOIN parameters
    INNER JOIN snapshot ON newest.playlist_id = snapshot.playlist_id
    GROUP BY newest.playlist_id, newest.snapshot_date
),

-- A song that stands twice counts at its best place.
place AS (
    SELECT
        compared.playlist_id,
        compared.first_date,
        compared.last_date,
        entry.song_id,
        min(entry.position) FILTER (
            WHERE entry.snapshot_date = compared.first_date
        ) AS position_before,
        min(entry.position) FILTER (
            WHERE entry.snapshot_date = compared.last_date
        ) AS position
    FROM compared
    INNER JOIN playlist_entry AS entry
        ON
            compared.playlist_id = entry.playlist_id
            AND entry.snapshot_date IN (compared.first_date, compared.last_date)
    WHERE entry.song_id IS NOT NULL
    GROUP BY
        compared.playlist_id,
        compared.first_date,
        compared.last_date,
        entry.song_id
),

-- Songs that stand in one of the two only have no difference.
move AS (
    SELECT
        playlist_id,
        first_date,
        last_date,
        song_id,
        position_before,
        position,
        position - position_before AS places_down,
        rank() OVER (
            PARTITION BY playlist_id ORDER BY position - position_before DESC
        ) AS song_rank
    FROM place
    WHERE position_before < position
),

credits AS (
    SELECT
        song_artist.song_id,
        listagg(artist.artist_name, ', ') WITHIN GROUP (
            ORDER BY song_artist.artist_position
        ) AS artist_names
    FROM song_artist
    INNER JOIN artist ON song_artist.artist_id = artist.artist_id
    GROUP BY song_artist.song_id
)

SELECT
    move.playlist_id,
    playlist.playlist_name,
    move.first_date,
    move.last_date,
    move.song_id,
    song.song_name,
    credits.artist_names,
    move.position_before,
    move.position,
    move.places_down
FROM move
CROSS JOIN parameters
INNER JOIN playlist ON move.playlist_id = playlist.playlist_id
INNER JOIN song ON move.song_id = song.song_id
LEFT JOIN credits ON move.song_id = credits.song_id
WHERE move.song_rank <= parameters.most_songs
ORDER BY
    playlist.playlist_name ASC, move.playlist_id ASC, move.places_down DESC, move.position ASC
