-- name: data_freshness
-- answers: How old is the newest data of each playlist, and is it whole?
-- columns: playlist_id, playlist_name, newest_snapshot_date, newest_extracted_at, loaded_at, hours_old, freshness, missing_entries
WITH parameters AS (
    SELECT
        cast(NULL AS timestamp) AS as_of, -- null: now; UTC
        cast(26 AS integer) AS stale_after_hours -- a day, and two hours for the load
),

newest_file AS (
    SELECT
        playlist_id,
        extracted_at,
        loaded_at,
        greatest(total - entries, 0) AS missing_entries, -- null: Spotify's count is unknown
        row_number() OVER (
            PARTITION BY playlist_id ORDER BY extracted_at DESC, raw_file DESC
        ) AS from_newest
    FROM raw_file
    WHERE status = 'loaded'
),

-- Ages count from the extraction: loading an old file today does not make its data new. In unix time,
-- for now() has the session's time zone, and the tables' times are UTC.
age AS (
    SELECT
        playlist.playlist_id,
        playlist.playlist_name,
        newest_file.extracted_at,
        newest_file.loaded_at,
        (
            coalesce(to_unixtime(parameters.as_of), to_unixtime(now()))
            - to_unixtime(newest_file.extracted_at)
        ) / 3600 AS hours,
        newest_file.missing_entries,
        parameters.stale_after_hours
    FROM playlist
    CROSS JOIN parameters
    LEFT JOIN newest_file
        ON
            playlist.playlist_id = newest_file.playlist_id
            AND newest_file.from_newest = 1
)

SELECT
    playlist_id,
    playlist_name,
    date(extracted_at) AS newest_snapshot_date,
    extracted_at AS newest_extracted_at,
    loaded_at,
    round(hours, 1) AS hours_old,
    CASE
        WHEN hours < 0 THEN 'in the future'
        WHEN hours <= stale_after_hours THEN 'fresh'
        ELSE 'stale'
    END AS freshness,
    missing_entries
FROM age
ORDER BY hours DESC NULLS FIRST, playlist_id ASC
