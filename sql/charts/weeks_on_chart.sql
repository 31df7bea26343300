-- name: weeks_on_chart
-- answers: Which songs were on a playlist longest, and what was their best position?
-- columns: playlist_id, playlist_name, song_id, song_name, artist_names, weeks_on_chart, snapshots_on_chart, peak_position, snapshots_at_peak, first_date, last_date
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS first_date, -- null: from the first snapshot on
        cast(NULL AS date) AS last_date, -- null: up to the newest snapshot
        cast(NULL AS varchar) AS artist_id, -- null: every artist
        cast(50 AS integer) AS most_songs -- how many per playlist, with all that tie
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

peak AS (
    SELECT
        period.playlist_id,
        period.snapshot_date,
        listed.song_id,
        listed.position,
        min(listed.position) OVER (
            PARTITION BY period.playlist_id, listed.song_id
        ) AS peak_position
    FROM period
    CROSS JOIN parameters
    INNER JOIN listed
        ON
            period.playlist_id = listed.playlist_id
            AND period.snapshot_date = listed.snapshot_date
    WHERE
        parameters.artist_id IS NULL
        OR listed.song_id IN (SELECT artist_song.song_id FROM artist_song)
),

-- Weeks are ISO weeks: from Monday to Sunday.
stay AS (
    SELECT
        playlist_id,
        song_id,
        count(DISTINCT date_trunc('week', snapshot_date)) AS weeks_on_chart,
        count(*) AS snapshots_on_chart,
        min(peak_position) AS peak_position,
        count_if(position = peak_position) AS snapshots_at_peak,
        min(snapshot_date) AS first_date,
        max(snapshot_date) AS last_date
    FROM peak
    GROUP BY playlist_id, song_id
),

ranked_stay AS (
    SELECT
        stay.*,
        rank() OVER (
            PARTITION BY playlist_id ORDER BY weeks_on_chart DESC, snapshots_on_chart DESC
        ) AS song_rank
    FROM stay
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
    ranked_stay.playlist_id,
    playlist.playlist_name,
    ranked_stay.song_id,
    song.song_name,
    credits.artist_names,
    ranked_stay.weeks_on_chart,
    ranked_stay.snapshots_on_chart,
    ranked_stay.peak_position,
    ranked_stay.snapshots_at_peak,
    ranked_stay.first_date,
    ranked_stay.last_date
FROM ranked_stay
CROSS JOIN parameters
INNER JOIN playlist ON ranked_stay.playlist_id = playlist.playlist_id
INNER JOIN song ON ranked_stay.song_id = song.song_id
LEFT JOIN credits ON ranked_stay.song_id = credits.song_id
WHERE ranked_stay.song_rank <= parameters.most_songs
ORDER BY
    playlist.playlist_name ASC,
    ranked_stay.playlist_id ASC,
    ranked_stay.song_rank ASC,
    ranked_stay.peak_position ASC,
    ranked_stay.song_id ASC
