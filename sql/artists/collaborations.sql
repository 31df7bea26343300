-- name: collaborations
-- answers: Which artists perform together, and on which songs?
-- columns: artist_id, artist_name, other_artist_id, other_artist_name, songs, song_names
WITH parameters AS (
    SELECT
        cast(1 AS integer) AS least_songs, -- how many two artists have to share
        cast(NULL AS varchar) AS playlist_id -- its songs, past ones too; null: all songs
),

on_playlist AS (
    SELECT DISTINCT playlist_entry.song_id
    FROM playlist_entry
    CROSS JOIN parameters
    WHERE playlist_entry.playlist_id = parameters.playlist_id
),

credits AS (
    SELECT DISTINCT
        song.song_id,
        song.song_name,
        song_artist.artist_id
    FROM song
    CROSS JOIN parameters
    INNER JOIN song_artist ON song.song_id = song_artist.song_id
    LEFT JOIN on_playlist ON song.song_id = on_playlist.song_id
    WHERE parameters.playlist_id IS NULL OR on_playlist.song_id IS NOT NULL
),

pair AS (
    SELECT
        one.artist_id,
        other.artist_id AS other_artist_id,
        count(*) AS songs,
        listagg(one.song_name, '; ') WITHIN GROUP (
            ORDER BY one.song_name
        ) AS song_names
    FROM credits AS one
    INNER JOIN credits AS other
        ON
            one.song_id = other.song_id
            AND one.artist_id < other.artist_id
    GROUP BY one.artist_id, other.artist_id
)

SELECT
    pair.artist_id,
    artist.artist_name,
    pair.other_artist_id,
    other_artist.artist_name AS other_artist_name,
    pair.songs,
    pair.song_names
FROM pair
CROSS JOIN parameters
LEFT JOIN artist ON pair.artist_id = artist.artist_id
LEFT JOIN artist AS other_artist ON pair.other_artist_id = other_artist.artist_id
WHERE pair.songs >= parameters.least_songs
ORDER BY
    pair.songs DESC,
    artist.artist_name ASC,
    other_artist.artist_name ASC,
    pair.artist_id ASC,
    pair.other_artist_id ASC
