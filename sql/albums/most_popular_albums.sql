-- name: most_popular_albums
-- answers: Which album has the most popular songs, on average?
-- columns: album_name, artist_name, songs, average_popularity
WITH parameters AS (
    SELECT cast(1 AS integer) AS least_songs -- how many of known popularity an album needs
),

-- Only songs whose popularity is known are averaged, and counted.
popularity AS (
    SELECT
        song.album_id,
        count(*) AS songs,
        avg(song.popularity) AS average_popularity
    FROM song
    INNER JOIN album ON song.album_id = album.album_id
    WHERE song.popularity IS NOT NULL
    GROUP BY song.album_id
),

ranked AS (
    SELECT
        popularity.*,
        rank() OVER (ORDER BY popularity.average_popularity DESC) AS popularity_rank
    FROM popularity
    CROSS JOIN parameters
    WHERE popularity.songs >= parameters.least_songs
)

SELECT
    album.album_name,
    artist.artist_name,
    ranked.songs,
    round(ranked.average_popularity, 1) AS average_popularity
FROM ranked
INNER JOIN album ON ranked.album_id = album.album_id
LEFT JOIN artist ON album.artist_id = artist.artist_id
WHERE ranked.popularity_rank = 1
ORDER BY album.album_name, album.album_id
