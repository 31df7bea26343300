-- name: song_on_playlists
-- answers: Where is a song, or an artist's songs: position on each playlist now and a week before, peak, since when?
-- columns: song_id, song_name, artist_names, playlist_id, playlist_name, snapshot_date, position, movement, places_up, date_week_before, position_week_before, peak_position, peak_date, first_date, last_date, snapshots
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS song_id, -- null: every song
        cast(NULL AS varchar) AS artist_id, -- null: every artist
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS snapshot_date -- null: the newest; else the last one up to this day
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

week_before AS (
    SELECT
        chosen.playlist_id,
        chosen.snapshot_date,
        max(snapshot.snapshot_date) AS date_week_before
    FROM chosen
    LEFT JOIN snapshot
        ON
            chosen.playlist_id = snapshot.playlist_id
            AND snapshot.snapshot_date <= date_add('day', -7, chosen.snapshot_date)
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

-- The songs on which the artist asked for is credited, also as a guest.
artist_song AS (
    SELECT DISTINCT song_artist.song_id
    FROM song_artist
    INNER JOIN parameters ON song_artist.artist_id = parameters.artist_id
),

song_listed AS (
    SELECT
        week_before.playlist_id,
        week_before.snapshot_date AS chosen_date,
        week_before.date_week_before,
        listed.snapshot_date,
        listed.song_id,
        listed.position,
        min(listed.position) OVER (
            PARTITION BY week_before.playlist_id, listed.song_id
        ) AS peak_position
    FROM week_before
    CROSS JOIN parameters
    INNER JOIN listed
        ON
            week_before.playlist_id = listed.playlist_id
            AND week_before.snapshot_date >= listed.snapshot_date
    WHERE
        (parameters.song_id IS NULL OR listed.song_id = parameters.song_id)
        AND (
            parameters.artist_id IS NULL
            OR listed.song_id IN (SELECT artist_song.song_id FROM artist_song)
        )
),

song_on_playlist AS (
    SELECT
        playlist_id,
        chosen_date,
        date_week_before,
        song_id,
        peak_position,
        min(position) FILTER (WHERE snapshot_date = chosen_date) AS position,
        min(position) FILTER (WHERE snapshot_date = date_week_before) AS position_week_before,
        min(snapshot_date) FILTER (WHERE position = peak_position) AS peak_date,
        min(snapshot_date) AS first_date,
        max(snapshot_date) AS last_date,
        count(*) AS snapshots
    FROM song_listed
    GROUP BY playlist_id, chosen_date, date_week_before, song_id, peak_position
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

SELECT
    song_on_playlist.song_id,
    song.song_name,
    credits.artist_names,
    song_on_playlist.playlist_id,
    playlist.playlist_name,
    song_on_playlist.chosen_date AS snapshot_date,
    song_on_playlist.position,
    CASE
        WHEN song_on_playlist.position IS NULL THEN 'gone'
        WHEN song_on_playlist.date_week_before IS NULL THEN NULL
        WHEN song_on_playlist.first_date > song_on_playlist.date_week_before THEN 'new'
        WHEN song_on_playlist.position_week_before IS NULL THEN 'back'
        WHEN song_on_playlist.position_week_before > song_on_playlist.position THEN 'up'
        WHEN song_on_playlist.position_week_before < song_on_playlist.position THEN 'down'
        ELSE 'same'
    END AS movement,
    song_on_playlist.position_week_before - song_on_playlist.position AS places_up,
    song_on_playlist.date_week_before,
    song_on_playlist.position_week_before,
    song_on_playlist.peak_position,
    song_on_playlist.peak_date,
    song_on_playlist.first_date,
    song_on_playlist.last_date,
    song_on_playlist.snapshots
FROM song_on_playlist
INNER JOIN playlist ON song_on_playlist.playlist_id = playlist.playlist_id
INNER JOIN song ON song_on_playlist.song_id = song.song_id
LEFT JOIN credits ON song_on_playlist.song_id = credits.song_id
ORDER BY
    playlist.playlist_name ASC,
    song_on_playlist.playlist_id ASC,
    song_on_playlist.position ASC NULLS LAST,
    song_on_playlist.peak_position ASC,
    song_on_playlist.song_id ASC
