-- name: hits_per_album
-- answers: Which albums brought one song onto the chart, and which several?
-- columns: album_id, album_name, artist_id, artist_name, hit_type, songs_on_chart, total_tracks, peak_position
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS first_date, -- null: from the first snapshot on
        cast(NULL AS date) AS last_date, -- null: up to the newest snapshot
        cast(NULL AS varchar) AS artist_id -- credited on the songs; null: every artist
),

-- The days on which a playlist was extracted. raw_file also has those on which it was empty.
snapshot AS (
    SELECT DISTINCT
        raw_file.playlist_id,
        date(raw_file.extracted_at) AS snapshot_date
    FROM raw_file
    CROSS JOIN parameters
    WHERE
        raw_file.status = 'loaded'
        AND (parameters.playlist_id IS NULL OR raw_file.playlist_id = parameters.playlist_id)
),

period AS (
    SELECT
        snapshot.playlist_id,
        snapshot.snapshot_date
    FROM snapshot
    CROSS JOIN parameters
    WHERE
        (parameters.first_date IS NULL OR snapshot.snapshot_date >= parameters.first_date)
        AND (parameters.last_date IS NULL OR snapshot.snapshot_date <= parameters.last_date)
),

-- The songs of each snapshot. A song that is listed twice counts at its best position.
listed AS (
    SELECT
        playlist_entry.playlist_id,
        playlist_entry.snapshot_date,
        playlist_entry.song_id,
        min(playlist_entry.position) AS position,
        max(playlist_entry.popularity) AS popularity
    FROM playlist_entry
    CROSS JOIN parameters
    WHERE
        playlist_entry.song_id IS NOT NULL
        AND (
            parameters.playlist_id IS NULL OR playlist_entry.playlist_id = parameters.playlist_id
        )
    GROUP BY playlist_entry.playlist_id, playlist_entry.snapshot_date, playlist_entry.song_id
),

-- The songs on which the artist asked for is credited, also as a guest.
artist_song AS (
    SELECT DISTINCT song_artist.song_id
    FROM song_artist
    INNER JOIN parameters ON song_artist.artist_id = parameters.artist_id
),

-- A song counts once, on however many days it was listed.
hits AS (
    SELECT
        song.album_id,
        count(DISTINCT song.song_id) AS songs_on_chart,
        min(listed.position) AS peak_position
    FROM period
    CROSS JOIN parameters
    INNER JOIN listed
        ON
            period.playlist_id = listed.playlist_id
            AND period.snapshot_date = listed.snapshot_date
    INNER JOIN song ON listed.song_id = song.song_id
    WHERE
        parameters.artist_id IS NULL
        OR listed.song_id IN (SELECT artist_song.song_id FROM artist_song)
    GROUP BY song.album_id
)

SELECT
    album.album_id,
    album.album_name,
    album.artist_id,
    artist.artist_name,
    CASE WHEN hits.songs_on_chart = 1 THEN 'one-hit' ELSE 'multi-hit' END AS hit_type,
    hits.songs_on_chart,
    album.total_tracks,
    hits.peak_position
FROM hits
INNER JOIN album ON hits.album_id = album.album_id
LEFT JOIN artist ON album.artist_id = artist.artist_id
ORDER BY
    hits.songs_on_chart DESC, hits.peak_position ASC, album.album_name ASC, album.album_id ASC
