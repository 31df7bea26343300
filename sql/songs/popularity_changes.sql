-- name: popularity_changes
-- answers: Which songs' popularity rose or fell most?
-- columns: song_id, song_name, artist_names, first_date, popularity_before, last_date, days_between, popularity, popularity_change
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS first_date, -- null: from the first snapshot on
        cast(NULL AS date) AS last_date, -- null: up to the newest snapshot
        cast(NULL AS varchar) AS song_id, -- null: every song
        cast(NULL AS varchar) AS artist_id, -- null: every artist
        cast(20 AS integer) AS most_songs -- how many are listed, with all that tie
),

-- The songs on which the artist asked for is credited, also as a guest.
artist_song AS (
    SELECT DISTINCT song_artist.song_id
    FROM song_artist
    INNER JOIN parameters ON song_artist.artist_id = parameters.artist_id
),

-- A popularity is the song's, whichever playlist showed it.
known_popularity AS (
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
        AND (parameters.song_id IS NULL OR playlist_entry.song_id = parameters.song_id)
        AND (
            parameters.artist_id IS NULL
            OR playlist_entry.song_id IN (SELECT artist_song.song_id FROM artist_song)
        )
    GROUP BY
        playlist_entry.song_id, playlist_entry.snapshot_date, playlist_entry.extracted_at
),

popularity_course AS (
    SELECT
        song_id,
        min(snapshot_date) AS first_date,
        min_by(popularity, extracted_at) AS popularity_before,
        max(snapshot_date) AS last_date,
        max_by(popularity, extracted_at) AS popularity
    FROM known_popularity
    GROUP BY song_id
),

ranked_change AS (
    SELECT
        popularity_course.*,
        popularity - popularity_before AS popularity_change,
        rank() OVER (ORDER BY abs(popularity - popularity_before) DESC) AS change_rank
    FROM popularity_course
    WHERE popularity <> popularity_before
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
    ranked_change.song_id,
    song.song_name,
    credits.artist_names,
    ranked_change.first_date,
    ranked_change.popularity_before,
    ranked_change.last_date,
    date_diff('day', ranked_change.first_date, ranked_change.last_date) AS days_between,
    ranked_change.popularity,
    ranked_change.popularity_change
FROM ranked_change
CROSS JOIN parameters
INNER JOIN song ON ranked_change.song_id = song.song_id
LEFT JOIN credits ON ranked_change.song_id = credits.song_id
WHERE ranked_change.change_rank <= parameters.most_songs
ORDER BY ranked_change.change_rank, song.song_name, ranked_change.song_id
