-- name: artists_by_songs
-- answers: Which artists have the most songs, and on how many are they the first artist or a guest?
-- columns: song_rank, artist_id, artist_name, songs, songs_as_first_artist, songs_as_guest
WITH parameters AS (
    SELECT
        cast(NULL AS varchar) AS playlist_id, -- null: every playlist
        cast(NULL AS date) AS snapshot_date, -- null: ever; else on the last snapshot up to this day
        cast(NULL AS varchar) AS artist_id, -- ranked among all; null: every artist
        cast(50 AS integer) AS most_artists -- how many are listed, with all that tie
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

-- The songs that were ever listed, or those of the chosen snapshots if a day is asked for.
listed_song AS (
    SELECT DISTINCT listed.song_id
    FROM listed
    CROSS JOIN parameters
    LEFT JOIN chosen
        ON
            listed.playlist_id = chosen.playlist_id
            AND listed.snapshot_date = chosen.snapshot_date
    WHERE parameters.snapshot_date IS NULL OR chosen.playlist_id IS NOT NULL
),

-- Every song of the lake, unless a playlist or a day is asked for.
chosen_song AS (
    SELECT song.*
    FROM song
    CROSS JOIN parameters
    WHERE
        (parameters.playlist_id IS NULL AND parameters.snapshot_date IS NULL)
        OR song.song_id IN (SELECT listed_song.song_id FROM listed_song)
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

ranked_artist AS (
    SELECT
        credit.artist_id,
        count(*) AS songs,
        count_if(credit.artist_position = 1) AS songs_as_first_artist,
        count_if(credit.artist_position > 1) AS songs_as_guest,
        rank() OVER (ORDER BY count(*) DESC) AS song_rank
    FROM credit
    INNER JOIN chosen_song ON credit.song_id = chosen_song.song_id
    GROUP BY credit.artist_id
)

SELECT
    ranked_artist.song_rank,
    ranked_artist.artist_id,
    artist.artist_name,
    ranked_artist.songs,
    ranked_artist.songs_as_first_artist,
    ranked_artist.songs_as_guest
FROM ranked_artist
CROSS JOIN parameters
LEFT JOIN artist ON ranked_artist.artist_id = artist.artist_id
WHERE
    (parameters.artist_id IS NULL AND ranked_artist.song_rank <= parameters.most_artists)
    OR ranked_artist.artist_id = parameters.artist_id
ORDER BY ranked_artist.song_rank, artist.artist_name, ranked_artist.artist_id
