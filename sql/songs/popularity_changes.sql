-- name: popularity_changes
-- answers: Which songs' popularity rose or fell most?
-- columns: song_id, song_name, artist_names, first_date, popularity_before, last_date, popularity, popularity_change
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS first_date, -- null: the first snapshot
        cast(NULL AS date) AS last_date, -- null: the newest snapshot
        cast(20 AS integer) AS most_songs -- how many are listed; those that tie all stand
),

-- A popularity is the song's, whichever playlist showed it.
known AS (
    SELECT
        playlist_entry.song_id,
        playlist_entry.snapshot_date,
        playlist_entry.extracted_at,
        max(playlist_entry.popularity) AS popularity
    FROM playlist_entry
    CROSS JOIN parameters
    WHERE
        playlist_entry.song_id IS NOT NULL
        AND playlist_entry.popularity IS NOT NULL
        AND (
            parameters.playlist_id IS NULL OR playlist_entry.playlist_id = parameters.playlist_id
        )
        AND (
            parameters.first_date IS NULL OR playlist_entry.snapshot_date >= parameters.first_date
        )
        AND (parameters.last_date IS NULL OR playlist_entry.snapshot_date <= parameters.last_date)
    GROUP BY
        playlist_entry.song_id, playlist_entry.snapshot_date, playlist_entry.extracted_at
),

course AS (
    SELECT
        song_id,
        min(snapshot_date) AS first_date,
        min_by(popularity, extracted_at) AS popularity_before,
        max(snapshot_date) AS last_date,
        max_by(popularity, extracted_at) AS popularity
    FROM known
    GROUP BY song_id
),

ranked AS (
    SELECT
        course.*,
        popularity - popularity_before AS popularity_change,
        rank() OVER (ORDER BY abs(popularity - popularity_before) DESC) AS change_rank
    FROM course
    WHERE popularity <> popularity_before
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
    ranked.song_id,
    song.song_name,
    credits.artist_names,
    ranked.first_date,
    ranked.popularity_before,
    ranked.last_date,
    ranked.popularity,
    ranked.popularity_change
FROM ranked
CROSS JOIN parameters
INNER JOIN song ON ranked.song_id = song.song_id
LEFT JOIN credits ON ranked.song_id = credits.song_id
WHERE ranked.change_rank <= parameters.most_songs
ORDER BY ranked.change_rank, song.song_name, ranked.song_id
