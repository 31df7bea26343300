-- name: shortest_and_longest_songs
-- answers: Which songs are the shortest, and which the longest?
-- columns: extreme, duration_rank, song_id, song_name, artist_names, album_name, duration_ms, duration
WITH parameters AS (
    SELECT cast(1 AS integer) AS most_songs -- how many of each are listed; those that tie all stand
),

-- Only songs whose duration is known; 0 is none.
known AS (
    SELECT
        song_id,
        song_name,
        album_id,
        duration_ms,
        -- 3.6e6 is a double: whole numbers would be divided differently in Athena and elsewhere.
        cast(floor(duration_ms / 3.6e6) AS integer) AS hours,
        cast(floor(mod(duration_ms, 3600000) / 6e4) AS integer) AS minutes,
        cast(floor(mod(duration_ms, 60000) / 1e3) AS integer) AS seconds
    FROM song
    WHERE duration_ms > 0
),

ranked AS (
    SELECT
        known.*,
        'shortest' AS extreme,
        rank() OVER (ORDER BY known.duration_ms ASC) AS duration_rank
    FROM known
    UNION ALL
    SELECT
        known.*,
        'longest' AS extreme,
        rank() OVER (ORDER BY known.duration_ms DESC) AS duration_rank
    FROM known
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
    ranked.extreme,
    ranked.duration_rank,
    ranked.song_id,
    ranked.song_name,
    credits.artist_names,
    album.album_name,
    ranked.duration_ms,
    CASE
        WHEN ranked.hours = 0 THEN cast(ranked.minutes AS varchar)
        ELSE cast(ranked.hours AS varchar) || ':' || lpad(cast(ranked.minutes AS varchar), 2, '0')
    END || ':' || lpad(cast(ranked.seconds AS varchar), 2, '0') AS duration
FROM ranked
CROSS JOIN parameters
LEFT JOIN album ON ranked.album_id = album.album_id
LEFT JOIN credits ON ranked.song_id = credits.song_id
WHERE ranked.duration_rank <= parameters.most_songs
ORDER BY ranked.extreme DESC, ranked.duration_rank ASC, ranked.song_id ASC
