-- name: artist_points
-- answers: Which artists collect the most points and the largest share of a playlist over a period?
-- columns: playlist_id, playlist_name, artist_rank, artist_id, artist_name, points, percent_of_points, songs, places, peak_position
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS first_date, -- null: from the first snapshot on
        cast(NULL AS date) AS last_date, -- null: up to the newest snapshot
        cast(NULL AS varchar) AS artist_id, -- null: every artist
        cast(20 AS integer) AS most_artists -- how many per playlist, with all that tie
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

-- The last song of a snapshot gets 1 point, the one above it 2, and so on up to the first.
scored AS (
    SELECT
        period.playlist_id,
        period.snapshot_date,
        listed.song_id,
        listed.position,
        max(listed.position) OVER (
            PARTITION BY period.playlist_id, period.snapshot_date
        ) + 1 - listed.position AS points
    FROM period
    INNER JOIN listed
        ON
            period.playlist_id = listed.playlist_id
            AND period.snapshot_date = listed.snapshot_date
),

points_of_playlist AS (
    SELECT
        playlist_id,
        sum(points) AS points
    FROM scored
    GROUP BY playlist_id
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

-- Each artist of a song gets all of its points, so that the shares add up to more than 100.
points_of_artist AS (
    SELECT
        scored.playlist_id,
        credit.artist_id,
        sum(scored.points) AS points,
        count(DISTINCT scored.song_id) AS songs,
        count(*) AS places,
        min(scored.position) AS peak_position,
        rank() OVER (
            PARTITION BY scored.playlist_id ORDER BY sum(scored.points) DESC
        ) AS artist_rank
    FROM scored
    INNER JOIN credit ON scored.song_id = credit.song_id
    GROUP BY scored.playlist_id, credit.artist_id
)

SELECT
    points_of_artist.playlist_id,
    playlist.playlist_name,
    points_of_artist.artist_rank,
    points_of_artist.artist_id,
    artist.artist_name,
    points_of_artist.points,
    round(
        100 * cast(points_of_artist.points AS double) / points_of_playlist.points, 1
    ) AS percent_of_points,
    points_of_artist.songs,
    points_of_artist.places,
    points_of_artist.peak_position
FROM points_of_artist
CROSS JOIN parameters
INNER JOIN points_of_playlist ON points_of_artist.playlist_id = points_of_playlist.playlist_id
INNER JOIN playlist ON points_of_artist.playlist_id = playlist.playlist_id
LEFT JOIN artist ON points_of_artist.artist_id = artist.artist_id
WHERE
    points_of_artist.artist_id = parameters.artist_id
    OR (
        parameters.artist_id IS NULL
        AND points_of_artist.artist_rank <= parameters.most_artists
    )
ORDER BY
    playlist.playlist_name,
    points_of_artist.playlist_id,
    points_of_artist.artist_rank,
    points_of_artist.peak_position,
    points_of_artist.artist_id
