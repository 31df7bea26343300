-- name: solo_and_features
-- answers: How do songs by one artist do on a playlist, compared with those by several?
-- columns: playlist_id, playlist_name, snapshot_date, credited_artists, songs, percent_of_songs, best_position, average_position, average_popularity
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS snapshot_date, -- null: the newest; else the last one up to this day
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

-- The newest snapshot of each playlist, or the last one up to the day asked for.
chosen AS (
    SELECT
        snapshot.playlist_id,
        max(snapshot.snapshot_date) AS snapshot_date
    FROM snapshot
    CROSS JOIN parameters
    WHERE
        parameters.snapshot_date IS NULL
        OR snapshot.snapshot_date <= parameters.snapshot_date
    GROUP BY snapshot.playlist_id
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

chosen_listed AS (
    SELECT listed.*
    FROM chosen
    INNER JOIN listed
        ON
            chosen.playlist_id = listed.playlist_id
            AND chosen.snapshot_date = listed.snapshot_date
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

artist_count AS (
    SELECT
        song_id,
        count(*) AS artists
    FROM credit
    GROUP BY song_id
),

-- The songs on which the artist asked for is credited, also as a guest.
artist_song AS (
    SELECT DISTINCT song_artist.song_id
    FROM song_artist
    INNER JOIN parameters ON song_artist.artist_id = parameters.artist_id
),

by_credits AS (
    SELECT
        chosen_listed.playlist_id,
        chosen_listed.snapshot_date,
        CASE
            WHEN artist_count.artists = 1 THEN 'one'
            WHEN artist_count.artists > 1 THEN 'several'
            ELSE 'unknown'
        END AS credited_artists,
        chosen_listed.position,
        chosen_listed.popularity
    FROM chosen_listed
    CROSS JOIN parameters
    LEFT JOIN artist_count ON chosen_listed.song_id = artist_count.song_id
    WHERE
        parameters.artist_id IS NULL
        OR chosen_listed.song_id IN (SELECT artist_song.song_id FROM artist_song)
)

-- The popularity is that of the day, over the songs of which it is known.
SELECT
    by_credits.playlist_id,
    playlist.playlist_name,
    by_credits.snapshot_date,
    by_credits.credited_artists,
    count(*) AS songs,
    round(
        100 * cast(count(*) AS double)
        / sum(count(*)) OVER (PARTITION BY by_credits.playlist_id),
        1
    ) AS percent_of_songs,
    min(by_credits.position) AS best_position,
    round(avg(by_credits.position), 1) AS average_position,
    round(avg(by_credits.popularity), 1) AS average_popularity
FROM by_credits
INNER JOIN playlist ON by_credits.playlist_id = playlist.playlist_id
GROUP BY
    by_credits.playlist_id,
    playlist.playlist_name,
    by_credits.snapshot_date,
    by_credits.credited_artists
ORDER BY playlist.playlist_name, by_credits.playlist_id, by_credits.credited_artists
