-- name: albums_by_type
-- answers: How many albums of each type are there, and how many songs were seen on them?
-- columns: album_type, albums, songs, percent_of_albums
-- Albums whose type is unknown count as well, under null.
WITH by_type AS (
    SELECT
        album.album_type,
        count(DISTINCT album.album_id) AS albums,
        count(DISTINCT song.song_id) AS songs
    FROM album
    LEFT JOIN song ON album.album_id = song.album_id
    GROUP BY album.album_type
)

SELECT
    album_type,
    albums,
    songs,
    round(cast(100 * albums AS double) / sum(albums) OVER (), 1) AS percent_of_albums
FROM by_type
ORDER BY albums DESC, album_type ASC
