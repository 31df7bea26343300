-- name: album_popularity
-- answers: How popular are the songs of each album, on average?
-- columns: popularity_rank, album_name, artist_name, songs, average_popularity
WITH parameters AS (
    SELECT cast(1 AS integer) AS least_songs -- how many of known popularity an album needs
),

-- Only songs whose popularity is known are averaged, and counted.
popularity AS (
    SELECT
        album_id,
        count(*) AS songs,
        avg(popularity) AS average_popularity
    FROM song
    WHERE popularity IS NOT NULL
    GROUP BY album_id
)

SELECT
    rank() OVER (ORDER BY popularity.average_popularity DESC) AS popularity_rank,
    album.album_name,
    artist.artist_name,
    popularity.songs,
    round(popularity.average_popularity, 1) AS average_popularity
FROM popularity
CROSS JOIN parameters
INNER JOIN album ON popularity.album_id = album.album_id
LEFT JOIN artist ON album.artist_id = artist.artist_id
WHERE popularity.songs >= parameters.least_songs
ORDER BY popularity.average_popularity DESC, album.album_name ASC, album.album_id ASC
