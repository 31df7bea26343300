-- name: entries_and_exits
-- answers: Which songs entered the chart, came back or left it since the snapshot before, or since a day?
-- columns: playlist_id, playlist_name, snapshot_date, date_before, days_between, change, position, song_id, song_name, artist_names
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS snapshot_date, -- null: the newest; else the last one up to this day
        cast(NULL AS date) AS date_before, -- null: the snapshot before; else the last one up to this day
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

-- A playlist's first snapshot has none to compare with.
snapshot_pair AS (
    SELECT
        chosen.playlist_id,
        chosen.snapshot_date,
        max(snapshot.snapshot_date) AS date_before
    FROM chosen
    CROSS JOIN parameters
    INNER JOIN snapshot
        ON
            chosen.playlist_id = snapshot.playlist_id
            AND chosen.snapshot_date > snapshot.snapshot_date
    WHERE
        parameters.date_before IS NULL
        OR snapshot.snapshot_date <= parameters.date_before
    GROUP BY chosen.playlist_id, chosen.snapshot_date
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

before_and_after AS (
    SELECT
        snapshot_pair.playlist_id,
        snapshot_pair.snapshot_date,
        snapshot_pair.date_before,
        listed.song_id,
        min(listed.snapshot_date) AS first_date,
        min(listed.position) FILTER (
            WHERE listed.snapshot_date = snapshot_pair.snapshot_date
        ) AS position,
        min(listed.position) FILTER (
            WHERE listed.snapshot_date = snapshot_pair.date_before
        ) AS position_before
    FROM snapshot_pair
    INNER JOIN listed
        ON
            snapshot_pair.playlist_id = listed.playlist_id
            AND snapshot_pair.snapshot_date >= listed.snapshot_date
    GROUP BY
        snapshot_pair.playlist_id,
        snapshot_pair.snapshot_date,
        snapshot_pair.date_before,
        listed.song_id
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

-- A song that is gone is shown at the position it had before.
SELECT
    before_and_after.playlist_id,
    playlist.playlist_name,
    before_and_after.snapshot_date,
    before_and_after.date_before,
    date_diff('day', before_and_after.date_before, before_and_after.snapshot_date) AS days_between,
    CASE
        WHEN before_and_after.position IS NULL THEN 'gone'
        WHEN before_and_after.first_date > before_and_after.date_before THEN 'new'
        ELSE 'back'
    END AS change,
    coalesce(before_and_after.position, before_and_after.position_before) AS position,
    before_and_after.song_id,
    song.song_name,
    credits.artist_names
FROM before_and_after
CROSS JOIN parameters
INNER JOIN playlist ON before_and_after.playlist_id = playlist.playlist_id
INNER JOIN song ON before_and_after.song_id = song.song_id
LEFT JOIN credits ON before_and_after.song_id = credits.song_id
WHERE
    (before_and_after.position IS NULL) <> (before_and_after.position_before IS NULL)
    AND (
        parameters.artist_id IS NULL
        OR before_and_after.song_id IN (SELECT artist_song.song_id FROM artist_song)
    )
ORDER BY
    playlist.playlist_name,
    before_and_after.playlist_id,
    before_and_after.position,
    before_and_after.position_before
