-- name: load_reconciliation
-- answers: Does every entry of every raw file stand in the tables, or is it known why not?
-- columns: raw_file, status, reason, playlist_id, extracted_at, entries, counted, standing_entries, verdict
WITH standing AS (
    SELECT
        raw_file,
        count(*) AS entries
    FROM playlist_entry
    GROUP BY raw_file
),

-- Of a day's extractions the latest stands.
latest AS (
    SELECT
        raw_file,
        row_number() OVER (
            PARTITION BY playlist_id, date(extracted_at)
            ORDER BY extracted_at DESC, raw_file DESC
        ) = 1 AS is_latest
    FROM raw_file
    WHERE status = 'loaded'
),

-- FULL, for entries of a file that nobody recorded are a fault as well.
compared AS (
    SELECT
        coalesce(raw_file.raw_file, standing.raw_file) AS raw_file,
        raw_file.status,
        raw_file.reason,
        raw_file.playlist_id,
        raw_file.extracted_at,
        raw_file.entries,
        raw_file.tracks + raw_file.episodes + raw_file."local" + raw_file.unavailable AS counted,
        coalesce(standing.entries, 0) AS standing_entries,
        latest.is_latest
    FROM raw_file
    LEFT JOIN latest ON raw_file.raw_file = latest.raw_file
    FULL JOIN standing ON raw_file.raw_file = standing.raw_file
),

-- A comparison with null is not true: what is not known to be right is incomplete.
judged AS (
    SELECT
        *,
        CASE
            WHEN status = 'rejected' AND standing_entries = 0 THEN 'rejected'
            WHEN is_latest AND counted = entries AND standing_entries = entries THEN 'complete'
            WHEN NOT is_latest AND counted = entries AND standing_entries = 0 THEN 'replaced'
            ELSE 'incomplete'
        END AS verdict
    FROM compared
)

SELECT
    raw_file,
    status,
    reason,
    playlist_id,
    extracted_at,
    entries,
    counted,
    standing_entries,
    verdict
FROM judged
ORDER BY
    CASE verdict
        WHEN 'incomplete' THEN 1
        WHEN 'rejected' THEN 2
        WHEN 'replaced' THEN 3
        ELSE 4
    END ASC,
    raw_file ASC
