-- name: weeks_on_chart
-- answers: Which songs stayed longest on a playlist, and how high did they stand?
-- columns: playlist_id, playlist_name, song_id, song_name, artist_names, weeks_on_chart, days_on_chart, peak_position, days_at_peak, first_date, last_date
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(50 AS integer) AS most_songs -- how many per playlist; those that tie all stand
),

-- A song that stands twice counts at its best place.
place AS (
    SELECT
        playlist_entry.playlist_id,
        playlist_entry.snapshot_date,
        playlist_entry.song_id,
        min(playlist_entry.position) AS position
    FROM playlist_entry
    CROSS JOIN parameters
    WHERE
        playlist_entry.song_id IS NOT NULL
        AND (
            parameters.playlist_id IS NULL OR playlist_entry.playlist_id = parameters.playlist_id
        )
    GROUP BY playlist_entry.playlist_id, playlist_entry.snapshot_date, playlist_entry.song_id
),

peak AS (
    SELECT
        playlist_id,
        snapshot_date,
        song_id,
        position,
        min(position) OVER (PARTITION BY playlist_id, song_id) AS peak_position
    FROM place
),

-- Weeks are ISO weeks: from Monday to Sunday.
stay AS (
    SELECT
        playlist_id,
        song_id,
        count(DISTINCT date_trunc('week', snapshot_date)) AS weeks_on_chart,
        count(*) AS days_on_chart,
        min(peak_position) AS peak_position,
        count_if(position = peak_position) AS days_at_peak,
        min(snapshot_date) AS first_date,
        max(snapshot_date) AS last_date
    FROM peak
    GROUP BY playlist_id, song_id
),

-- Of songs with as many weeks, those with more days stand longer.
ranked AS (
    SELECT
        *,
        rank() OVER (
            PARTITION BY playlist_id ORDER BY weeks_on_chart DESC, days_on_chart DESC
        ) AS song_rank
    FROM stay
),

credits AS (
    SELECT
        song_artist.song_id,
        listagg(artist.artist_name, ', ') WITHIN GROUP (
            ORDER BY song_artist.artist_position
        ) AS artist_names
    FROM song_artist
    INNER JOIN artist ON song_artist.artist_id = artist.artist_id
    GROUP BY song_artist.song_id
)

SELECT
    ranked.playlist_id,
    playlist.playlist_name,
    ranked.song_id,
    song.song_name,
    credits.artist_names,
    ranked.weeks_on_chart,
    ranked.days_on_chart,
    ranked.peak_position,
    ranked.days_at_peak,
    ranked.first_date,
    ranked.last_date
FROM ranked
CROSS JOIN parameters
INNER JOIN playlist ON ranked.playlist_id = playlist.playlist_id
INNER JOIN song ON ranked.song_id = song.song_id
LEFT JOIN credits ON ranked.song_id = credits.song_id
WHERE ranked.song_rank <= parameters.most_songs
ORDER BY
    playlist.playlist_name ASC,
    ranked.playlist_id ASC,
    ranked.song_rank ASC,
    ranked.peak_position ASC,
    ranked.song_id ASC
