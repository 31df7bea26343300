-- name: albums_with_most_tracks
-- answers: Which albums have the most tracks, and how many of their songs were seen?
-- columns: track_rank, album_name, artist_name, album_type, total_tracks, songs
WITH parameters AS (
    SELECT cast(10 AS integer) AS least_tracks -- how many an album has to have
),

seen AS (
    SELECT
        album_id,
        count(*) AS songs
    FROM song
    GROUP BY album_id
)

SELECT
    rank() OVER (ORDER BY album.total_tracks DESC) AS track_rank,
    album.album_name,
    artist.artist_name,
    album.album_type,
    album.total_tracks,
    coalesce(seen.songs, 0) AS songs
FROM album
CROSS JOIN parameters
LEFT JOIN artist ON album.artist_id = artist.artist_id
LEFT JOIN seen ON album.album_id = seen.album_id
WHERE album.total_tracks >= parameters.least_tracks
ORDER BY album.total_tracks DESC, album.album_name ASC, album.album_id ASC
