-- name: artist_popularity
-- answers: How popular are the songs of each artist, on average?
-- columns: popularity_rank, artist_id, artist_name, songs, average_popularity
WITH parameters AS (
    SELECT cast(2 AS integer) AS least_songs -- how many of known popularity an artist needs
),

credits AS (
    SELECT DISTINCT
        song_id,
        artist_id
    FROM song_artist
),

-- Only songs whose popularity is known are averaged, and counted; guests count like first artists.
popularity AS (
    SELECT
        credits.artist_id,
        count(*) AS songs,
        avg(song.popularity) AS average_popularity
    FROM credits
    INNER JOIN song ON credits.song_id = song.song_id
    WHERE song.popularity IS NOT NULL
    GROUP BY credits.artist_id
)

SELECT
    rank() OVER (ORDER BY popularity.average_popularity DESC) AS popularity_rank,
    popularity.artist_id,
    artist.artist_name,
    popularity.songs,
    round(popularity.average_popularity, 1) AS average_popularity
FROM popularity
CROSS JOIN parameters
LEFT JOIN artist ON popularity.artist_id = artist.artist_id
WHERE popularity.songs >= parameters.least_songs
ORDER BY
    popularity.average_popularity DESC, artist.artist_name ASC, popularity.artist_id ASC
