-- name: rank_history
-- answers: At which position were the songs of the newest snapshot's top, or a song or an artist's songs, snapshot by snapshot?
-- columns: playlist_id, playlist_name, snapshot_date, song_id, song_name, artist_names, position, latest_position
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS first_date, -- null: from the first snapshot on
        cast(NULL AS date) AS last_date, -- null: up to the newest snapshot
        cast(NULL AS varchar) AS song_id, -- null: every song
        cast(NULL AS varchar) AS artist_id, -- null: every artist
        cast(10 AS integer) AS most_songs -- how many per playlist
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

latest AS (
    SELECT
        playlist_id,
        max(snapshot_date) AS snapshot_date
    FROM period
    GROUP BY playlist_id
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

-- Songs that are asked for are shown even if they are not in the latest snapshot.
followed AS (
    SELECT
        period.playlist_id,
        listed.song_id,
        min(listed.position) AS peak_position,
        min(listed.position) FILTER (
            WHERE listed.snapshot_date = latest.snapshot_date
        ) AS latest_position
    FROM period
    CROSS JOIN parameters
    INNER JOIN latest ON period.playlist_id = latest.playlist_id
    INNER JOIN listed
        ON
            period.playlist_id = listed.playlist_id
            AND period.snapshot_date = listed.snapshot_date
    WHERE
        (parameters.song_id IS NULL OR listed.song_id = parameters.song_id)
        AND (
            parameters.artist_id IS NULL
            OR listed.song_id IN (SELECT artist_song.song_id FROM artist_song)
        )
    GROUP BY period.playlist_id, listed.song_id
),

ranked_song AS (
    SELECT
        followed.*,
        rank() OVER (
            PARTITION BY playlist_id ORDER BY latest_position ASC NULLS LAST, peak_position ASC
        ) AS song_rank
    FROM followed
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
)

-- The snapshots without the song are rows without a position, so that its line breaks.
SELECT
    ranked_song.playlist_id,
    playlist.playlist_name,
    period.snapshot_date,
    ranked_song.song_id,
    song.song_name,
    credits.artist_names,
    listed.position,
    ranked_song.latest_position
FROM ranked_song
CROSS JOIN parameters
INNER JOIN period ON ranked_song.playlist_id = period.playlist_id
INNER JOIN playlist ON ranked_song.playlist_id = playlist.playlist_id
INNER JOIN song ON ranked_song.song_id = song.song_id
LEFT JOIN credits ON ranked_song.song_id = credits.song_id
LEFT JOIN listed
    ON
        ranked_song.playlist_id = listed.playlist_id
        AND ranked_song.song_id = listed.song_id
        AND period.snapshot_date = listed.snapshot_date
WHERE
    ranked_song.song_rank <= parameters.most_songs
    AND (
        ranked_song.latest_position IS NOT NULL
        OR parameters.song_id IS NOT NULL
        OR parameters.artist_id IS NOT NULL
    )
ORDER BY
    playlist.playlist_name ASC,
    ranked_song.playlist_id ASC,
    ranked_song.song_rank ASC,
    ranked_song.song_id ASC,
    period.snapshot_date ASC
