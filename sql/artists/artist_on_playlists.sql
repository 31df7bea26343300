-- name: artist_on_playlists
-- answers: Where is an artist: how many songs on each playlist now, a week before and ever, and how high?
-- columns: artist_id, artist_name, playlist_id, playlist_name, snapshot_date, songs_now, best_position_now, date_week_before, songs_week_before, songs_ever, peak_position, peak_date, first_date, last_date, snapshots
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS artist_id, -- null: every artist
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS snapshot_date, -- null: the newest; else the last one up to this day
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

-- An artist who is credited twice on a song counts once, at the first place.
credit AS (
    SELECT
        song_id,
        artist_id,
        min(artist_position) AS artist_position
    FROM song_artist
    GROUP BY song_id, artist_id
),

artist_listed AS (
    SELECT
        week_before.playlist_id,
        week_before.snapshot_date AS chosen_date,
        week_before.date_week_before,
        listed.snapshot_date,
        listed.song_id,
        listed.position,
        credit.artist_id,
        min(listed.position) OVER (
            PARTITION BY week_before.playlist_id, credit.artist_id
        ) AS peak_position
    FROM week_before
    CROSS JOIN parameters
    INNER JOIN listed
        ON
            week_before.playlist_id = listed.playlist_id
            AND week_before.snapshot_date >= listed.snapshot_date
    INNER JOIN credit ON listed.song_id = credit.song_id
    WHERE parameters.artist_id IS NULL OR credit.artist_id = parameters.artist_id
),

artist_on_playlist AS (
    SELECT
        playlist_id,
        chosen_date,
        date_week_before,
        artist_id,
        peak_position,
        count_if(snapshot_date = chosen_date) AS songs_now,
        min(position) FILTER (WHERE snapshot_date = chosen_date) AS best_position_now,
        count_if(snapshot_date = date_week_before) AS songs_week_before,
        count(DISTINCT song_id) AS songs_ever,
        min(snapshot_date) FILTER (WHERE position = peak_position) AS peak_date,
        min(snapshot_date) AS first_date,
        max(snapshot_date) AS last_date,
        count(DISTINCT snapshot_date) AS snapshots
    FROM artist_listed
    GROUP BY playlist_id, chosen_date, date_week_before, artist_id, peak_position
),

ranked_by_songs AS (
    SELECT
        artist_on_playlist.*,
        rank() OVER (
            PARTITION BY playlist_id ORDER BY songs_now DESC, songs_ever DESC, peak_position ASC
        ) AS artist_rank
    FROM artist_on_playlist
)

SELECT
    ranked_by_songs.artist_id,
    artist.artist_name,
    ranked_by_songs.playlist_id,
    playlist.playlist_name,
    ranked_by_songs.chosen_date AS snapshot_date,
    ranked_by_songs.songs_now,
    ranked_by_songs.best_position_now,
    ranked_by_songs.date_week_before,
    CASE
        WHEN ranked_by_songs.date_week_before IS NOT NULL
            THEN ranked_by_songs.songs_week_before
    END AS songs_week_before,
    ranked_by_songs.songs_ever,
    ranked_by_songs.peak_position,
    ranked_by_songs.peak_date,
    ranked_by_songs.first_date,
    ranked_by_songs.last_date,
    ranked_by_songs.snapshots
FROM ranked_by_songs
CROSS JOIN parameters
INNER JOIN playlist ON ranked_by_songs.playlist_id = playlist.playlist_id
LEFT JOIN artist ON ranked_by_songs.artist_id = artist.artist_id
WHERE ranked_by_songs.artist_rank <= parameters.most_artists
ORDER BY
    playlist.playlist_name,
    ranked_by_songs.playlist_id,
    ranked_by_songs.artist_rank,
    artist.artist_name,
    ranked_by_songs.artist_id
