-- name: longest_albums
-- answers: Which albums play longest, over the songs of them that were seen?
-- columns: duration_rank, album_name, artist_name, songs, total_tracks, total_duration_ms, total_duration
WITH parameters AS (
    SELECT cast(10 AS integer) AS most_albums -- how many are listed; those that tie all stand
),

-- Only songs whose duration is known are added up, and counted; 0 is none.
album_duration AS (
    SELECT
        album_id,
        count(*) AS songs,
        sum(duration_ms) AS total_duration_ms
    FROM song
    WHERE duration_ms > 0
    GROUP BY album_id
),

ranked AS (
    SELECT
        album.album_id,
        album.album_name,
        album.artist_id,
        album.total_tracks,
        album_duration.songs,
        album_duration.total_duration_ms,
        -- 3.6e6 is a double: whole numbers would be divided differently in Athena and elsewhere.
        cast(floor(album_duration.total_duration_ms / 3.6e6) AS integer) AS hours,
        cast(floor(mod(album_duration.total_duration_ms, 3600000) / 6e4) AS integer) AS minutes,
        cast(floor(mod(album_duration.total_duration_ms, 60000) / 1e3) AS integer) AS seconds,
        rank() OVER (ORDER BY album_duration.total_duration_ms DESC) AS duration_rank
    FROM album_duration
    INNER JOIN album ON album_duration.album_id = album.album_id
)

SELECT
    ranked.duration_rank,
    ranked.album_name,
    artist.artist_name,
    ranked.songs,
    ranked.total_tracks,
    ranked.total_duration_ms,
    CASE
        WHEN ranked.hours = 0 THEN cast(ranked.minutes AS varchar)
        ELSE cast(ranked.hours AS varchar) || ':' || lpad(cast(ranked.minutes AS varchar), 2, '0')
    END || ':' || lpad(cast(ranked.seconds AS varchar), 2, '0') AS total_duration
FROM ranked
CROSS JOIN parameters
LEFT JOIN artist ON ranked.artist_id = artist.artist_id
WHERE ranked.duration_rank <= parameters.most_albums
ORDER BY ranked.duration_rank, ranked.album_name, ranked.album_id
