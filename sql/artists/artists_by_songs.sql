-- name: artists_by_songs
-- answers: Which artists have the most songs, and on how many are they the first artist or a guest?
-- columns: song_rank, artist_id, artist_name, songs, songs_as_first_artist, songs_as_guest
WITH parameters AS (
    SELECT cast(50 AS integer) AS most_artists -- how many are listed; those that tie all stand
),

-- An artist who is credited twice on a song counts once, at the first place.
credits AS (
    SELECT
        song_id,
        artist_id,
        min(artist_position) AS artist_position
    FROM song_artist
    GROUP BY song_id, artist_id
),

ranked AS (
    SELECT
        artist_id,
        count(*) AS songs,
        count_if(artist_position = 1) AS songs_as_first_artist,
        count_if(artist_position > 1) AS songs_as_guest,
        rank() OVER (ORDER BY count(*) DESC) AS song_rank
    FROM credits
    GROUP BY artist_id
)

SELECT
    ranked.song_rank,
    ranked.artist_id,
    artist.artist_name,
    ranked.songs,
    ranked.songs_as_first_artist,
    ranked.songs_as_guest
FROM ranked
CROSS JOIN parameters
LEFT JOIN artist ON ranked.artist_id = artist.artist_id
WHERE ranked.song_rank <= parameters.most_artists
ORDER BY ranked.song_rank, artist.artist_name, ranked.artist_id
