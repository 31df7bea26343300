-- name: longest_runs_at_number_one
-- answers: Which songs led a playlist for the most snapshots in a row?
-- columns: playlist_id, playlist_name, run_rank, song_id, song_name, artist_names, days, first_date, last_date
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(10 AS integer) AS most_songs -- how many runs per playlist; those that tie all stand
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
),

-- Over the snapshots there are: a day on which nothing was extracted ends no run.
numbered AS (
    SELECT
        playlist_id,
        snapshot_date,
        row_number() OVER (
            PARTITION BY playlist_id ORDER BY snapshot_date
        ) AS snapshot_number
    FROM snapshot
),

-- The difference of the two numbers stays the same while a song leads without a break.
leader AS (
    SELECT
        numbered.playlist_id,
        numbered.snapshot_date,
        playlist_entry.song_id,
        numbered.snapshot_number - row_number() OVER (
            PARTITION BY numbered.playlist_id, playlist_entry.song_id
            ORDER BY numbered.snapshot_date
        ) AS run_number
    FROM numbered
    INNER JOIN playlist_entry
        ON
            numbered.playlist_id = playlist_entry.playlist_id
            AND numbered.snapshot_date = playlist_entry.snapshot_date
    WHERE
        playlist_entry.position = 1
        AND playlist_entry.song_id IS NOT NULL
),

run AS (
    SELECT
        playlist_id,
        song_id,
        count(*) AS days,
        min(snapshot_date) AS first_date,
        max(snapshot_date) AS last_date
    FROM leader
    GROUP BY playlist_id, song_id, run_number
),

ranked AS (
    SELECT
        *,
        rank() OVER (PARTITION BY playlist_id ORDER BY days DESC) AS run_rank
    FROM run
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
    ranked.playlist_id,
    playlist.playlist_name,
    ranked.run_rank,
    ranked.song_id,
    song.song_name,
    credits.artist_names,
    ranked.days,
    ranked.first_date,
    ranked.last_date
FROM ranked
CROSS JOIN parameters
INNER JOIN playlist ON ranked.playlist_id = playlist.playlist_id
INNER JOIN song ON ranked.song_id = song.song_id
LEFT JOIN credits ON ranked.song_id = credits.song_id
WHERE ranked.run_rank <= parameters.most_songs
ORDER BY playlist.playlist_name, ranked.playlist_id, ranked.run_rank, ranked.first_date
