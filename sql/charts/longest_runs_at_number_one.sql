-- name: longest_runs_at_number_one
-- answers: Which songs led a playlist for the most snapshots in a row?
-- columns: playlist_id, playlist_name, run_rank, song_id, song_name, artist_names, snapshots, days, first_date, last_date
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS first_date, -- null: from the first snapshot on
        cast(NULL AS date) AS last_date, -- null: up to the newest snapshot
        cast(NULL AS varchar) AS artist_id, -- null: every artist
        cast(10 AS integer) AS most_songs -- how many runs per playlist, with all that tie
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

-- A day without an extraction has no number, so that it ends no run.
numbered AS (
    SELECT
        playlist_id,
        snapshot_date,
        row_number() OVER (
            PARTITION BY playlist_id ORDER BY snapshot_date
        ) AS snapshot_number
    FROM period
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

-- The difference of the two numbers stays the same while a song leads without a break.
leader AS (
    SELECT
        numbered.playlist_id,
        numbered.snapshot_date,
        listed.song_id,
        numbered.snapshot_number - row_number() OVER (
            PARTITION BY numbered.playlist_id, listed.song_id ORDER BY numbered.snapshot_date
        ) AS run_number
    FROM numbered
    INNER JOIN listed
        ON
            numbered.playlist_id = listed.playlist_id
            AND numbered.snapshot_date = listed.snapshot_date
    WHERE listed.position = 1
),

run AS (
    SELECT
        playlist_id,
        song_id,
        count(*) AS snapshots,
        min(snapshot_date) AS first_date,
        max(snapshot_date) AS last_date
    FROM leader
    GROUP BY playlist_id, song_id, run_number
),

ranked_run AS (
    SELECT
        run.*,
        rank() OVER (PARTITION BY run.playlist_id ORDER BY run.snapshots DESC) AS run_rank
    FROM run
    CROSS JOIN parameters
    WHERE
        parameters.artist_id IS NULL
        OR run.song_id IN (SELECT artist_song.song_id FROM artist_song)
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
    ranked_run.playlist_id,
    playlist.playlist_name,
    ranked_run.run_rank,
    ranked_run.song_id,
    song.song_name,
    credits.artist_names,
    ranked_run.snapshots,
    date_diff('day', ranked_run.first_date, ranked_run.last_date) + 1 AS days,
    ranked_run.first_date,
    ranked_run.last_date
FROM ranked_run
CROSS JOIN parameters
INNER JOIN playlist ON ranked_run.playlist_id = playlist.playlist_id
INNER JOIN song ON ranked_run.song_id = song.song_id
LEFT JOIN credits ON ranked_run.song_id = credits.song_id
WHERE ranked_run.run_rank <= parameters.most_songs
ORDER BY
    playlist.playlist_name, ranked_run.playlist_id, ranked_run.run_rank, ranked_run.first_date
