-- name: biggest_climbers
-- answers: Which songs rose most places within a day, of all days and playlists?
-- columns: snapshot_date, playlist_name, song_name, artist_name, position_before, position, places_up
WITH place AS (
    SELECT playlist_id, snapshot_date, song_id, min(position) AS position
    FROM playlist_entry
    WHERE song_id IS NOT NULL
    GROUP BY playlist_id, snapshot_date, song_id
),
move AS (
    SELECT
        today.playlist_id,
        today.snapshot_date,
        today.song_id,
        yesterday.position AS position_before,
        today.position,
        yesterday.position - today.position AS places_up
    FROM place AS today
    JOIN place AS yesterday
        ON yesterday.playlist_id = today.playlist_id
        AND yesterday.song_id = today.song_id
        AND yesterday.snapshot_date = date_add('day', -1, today.snapshot_date)
)
SELECT
    move.snapshot_date,
    playlist.playlist_name,
    song.song_name,
    artist.artist_name,
    move.position_before,
    move.position,
    move.places_up
FROM move
JOIN playlist ON playlist.playlist_id = move.playlist_id
JOIN song ON song.song_id = move.song_id
LEFT JOIN artist ON artist.artist_id = song.artist_id
WHERE move.places_up > 0
ORDER BY move.places_up DESC, move.snapshot_date, song.song_name
LIMIT 5
