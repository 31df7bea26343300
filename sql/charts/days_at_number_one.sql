-- name: days_at_number_one
-- answers: Which songs led a playlist, and on how many days?
-- columns: playlist_name, song_name, artist_name, days, first_day, last_day
SELECT
    playlist.playlist_name,
    song.song_name,
    artist.artist_name,
    count(*) AS days,
    min(playlist_entry.snapshot_date) AS first_day,
    max(playlist_entry.snapshot_date) AS last_day
FROM playlist_entry
JOIN playlist ON playlist.playlist_id = playlist_entry.playlist_id
JOIN song ON song.song_id = playlist_entry.song_id
LEFT JOIN artist ON artist.artist_id = song.artist_id
WHERE playlist_entry.position = 1
GROUP BY playlist.playlist_name, song.song_id, song.song_name, artist.artist_name
ORDER BY playlist.playlist_name, days DESC, first_day
