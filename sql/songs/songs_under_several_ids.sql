-- name: songs_under_several_ids
-- answers: Which recordings does Spotify have under several ids?
-- columns: isrc, songs, song_names, artist_names, song_ids
-- An ISRC may come in small letters or with hyphens. Where a label gave one to two recordings, the
-- names tell.
WITH recording AS (
    SELECT
        song_id,
        song_name,
        upper(replace(isrc, '-', '')) AS isrc
    FROM song
    WHERE isrc IS NOT NULL
),

several AS (
    SELECT
        isrc,
        count(*) AS songs,
        listagg(DISTINCT song_name, '; ') WITHIN GROUP (
            ORDER BY song_name
        ) AS song_names,
        listagg(song_id, ', ') WITHIN GROUP (
            ORDER BY song_id
        ) AS song_ids
    FROM recording
    GROUP BY isrc
    HAVING count(*) > 1
),

-- Every artist credited under any of the ids, once.
credited AS (
    SELECT
        recording.isrc,
        song_artist.artist_id,
        min(song_artist.artist_position) AS artist_position
    FROM recording
    INNER JOIN song_artist ON recording.song_id = song_artist.song_id
    GROUP BY recording.isrc, song_artist.artist_id
),

credits AS (
    SELECT
        credited.isrc,
        listagg(artist.artist_name, ', ') WITHIN GROUP (
            ORDER BY credited.artist_position, credited.artist_id
        ) AS artist_names
    FROM credited
    INNER JOIN artist ON credited.artist_id = artist.artist_id
    GROUP BY credited.isrc
)

SELECT
    several.isrc,
    several.songs,
    several.song_names,
    credits.artist_names,
    several.song_ids
FROM several
LEFT JOIN credits ON several.isrc = credits.isrc
ORDER BY several.songs DESC, several.isrc ASC
