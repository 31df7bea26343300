-- name: data_freshness
-- answers: How old is what the lake knows of each playlist?
-- columns: playlist_id, playlist_name, newest_snapshot_date, newest_extracted_at, loaded_at, hours_old, freshness
WITH parameters AS (
    SELECT
        cast(NULL AS timestamp) AS as_of, -- null: now; UTC
        cast(26 AS integer) AS stale_after_hours -- a day, and two hours for the load
),

loaded AS (
    SELECT
        playlist_id,
        extracted_at,
        loaded_at,
        row_number() OVER (
            PARTITION BY playlist_id
            ORDER BY extracted_at DESC, raw_file DESC
        ) AS from_newest
    FROM raw_file
    WHERE status = 'loaded'
),

-- Ages are counted from the extraction: an old file that is loaded today brings no news. In unix
-- time, for now() has the session's time zone, and the tables' times are UTC.
age AS (
    SELECT
        playlist.playlist_id,
        playlist.playlist_name,
        loaded.extracted_at,
        loaded.loaded_at,
        (
            coalesce(to_unixtime(parameters.as_of), to_unixtime(now()))
            - to_unixtime(loaded.extracted_at)
        ) / 3600 AS hours,
        parameters.stale_after_hours
    FROM playlist
    CROSS JOIN parameters
    LEFT JOIN loaded
        ON
            playlist.playlist_id = loaded.playlist_id
            AND loaded.from_newest = 1
)

SELECT
    playlist_id,
    playlist_name,
    date(extracted_at) AS newest_snapshot_date,
    extracted_at AS newest_extracted_at,
    loaded_at,
    round(hours, 1) AS hours_old,
    CASE WHEN hours <= stale_after_hours THEN 'fresh' ELSE 'stale' END AS freshness
FROM age
ORDER BY hours DESC NULLS FIRST, playlist_id ASC
