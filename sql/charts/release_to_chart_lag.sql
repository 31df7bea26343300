-- name: release_to_chart_lag
-- answers: How many days after their release did songs enter a playlist?
-- columns: playlist_id, playlist_name, song_id, song_name, artist_names, album_id, album_name, release_date, first_date, days_to_chart
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS first_date, -- of the day on which it entered; null: any
        cast(NULL AS date) AS last_date, -- of the day on which it entered; null: any
        cast(NULL AS varchar) AS artist_id -- null: every artist
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

oldest AS (
    SELECT
        playlist_id,
        min(snapshot_date) AS snapshot_date
    FROM snapshot
    GROUP BY playlist_id
),

-- Since when the songs of a playlist's oldest snapshot had been on it is unknown: they are left out.
debut AS (
    SELECT
        listed.playlist_id,
        listed.song_id,
        min(listed.snapshot_date) AS first_date,
        max(listed.snapshot_date) AS last_date,
        min_by(listed.position, listed.snapshot_date) AS first_position,
        count(*) AS snapshots
    FROM listed
    INNER JOIN oldest ON listed.playlist_id = oldest.playlist_id
    GROUP BY listed.playlist_id, listed.song_id, oldest.snapshot_date
    HAVING min(listed.snapshot_date) > oldest.snapshot_date
),

debut_in_period AS (
    SELECT debut.*
    FROM debut
    CROSS JOIN parameters
    WHERE
        (parameters.first_date IS NULL OR debut.first_date >= parameters.first_date)
        AND (parameters.last_date IS NULL OR debut.first_date <= parameters.last_date)
),

-- An artist who is credited twice on a song counts once, at the first place.
credit AS (
    SELECT
        song_id,
        artist_id,
        min(artist_position) AS artist_position
    FROM song_artist
    GROUP BY song_id, artist_id
),

credits AS (
    SELECT
        credit.song_id,
        listagg(artist.artist_name, ', ') WITHIN GROUP (
            ORDER BY credit.artist_position
        ) AS artist_names
    FROM credit
    INNER JOIN artist ON credit.artist_id = artist.artist_id
    GROUP BY credit.song_id
),

-- The songs on which the artist asked for is credited, also as a guest.
artist_song AS (
    SELECT DISTINCT song_artist.song_id
    FROM song_artist
    INNER JOIN parameters ON song_artist.artist_id = parameters.artist_id
)

-- Only release dates that are known to the day.
SELECT
    debut_in_period.playlist_id,
    playlist.playlist_name,
    debut_in_period.song_id,
    song.song_name,
    credits.artist_names,
    song.album_id,
    album.album_name,
    album.release_date,
    debut_in_period.first_date,
    date_diff('day', album.release_date, debut_in_period.first_date) AS days_to_chart
FROM debut_in_period
CROSS JOIN parameters
INNER JOIN playlist ON debut_in_period.playlist_id = playlist.playlist_id
INNER JOIN song ON debut_in_period.song_id = song.song_id
INNER JOIN album ON song.album_id = album.album_id
LEFT JOIN credits ON debut_in_period.song_id = credits.song_id
WHERE
    album.release_date IS NOT NULL
    AND album.release_date_precision = 'day'
    AND (
        parameters.artist_id IS NULL
        OR debut_in_period.song_id IN (SELECT artist_song.song_id FROM artist_song)
    )
ORDER BY
    playlist.playlist_name,
    debut_in_period.playlist_id,
    days_to_chart,
    debut_in_period.first_date,
    debut_in_period.song_id
