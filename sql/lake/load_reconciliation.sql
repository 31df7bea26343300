-- name: load_reconciliation
-- answers: Is every entry of every raw file in the tables, and every entry of the playlist in the raw file?
-- columns: raw_file, status, reason, playlist_id, extracted_at, entries, counted, table_entries, total, verdict
WITH in_table AS (
    SELECT
        raw_file,
        count(*) AS entries
    FROM playlist_entry
    GROUP BY raw_file
),

-- The latest extraction of a day replaces the others.
loaded_file AS (
    SELECT
        raw_file,
        row_number() OVER (
            PARTITION BY playlist_id, date(extracted_at)
            ORDER BY extracted_at DESC, raw_file DESC
        ) = 1 AS is_latest
    FROM raw_file
    WHERE status = 'loaded'
),

-- FULL, because entries of a file that is not recorded are a fault as well.
file_counts AS (
    SELECT
        coalesce(raw_file.raw_file, in_table.raw_file) AS raw_file,
        raw_file.status,
        raw_file.reason,
        raw_file.playlist_id,
        raw_file.extracted_at,
        raw_file.entries,
        raw_file.total,
        raw_file.tracks + raw_file.episodes + raw_file."local" + raw_file.unavailable AS counted,
        coalesce(in_table.entries, 0) AS table_entries,
        loaded_file.is_latest
    FROM raw_file
    LEFT JOIN loaded_file ON raw_file.raw_file = loaded_file.raw_file
    FULL JOIN in_table ON raw_file.raw_file = in_table.raw_file
),

-- A comparison with null is not true: a count that is unknown makes a file incomplete, a total that
-- is unknown does not. A file is not whole if Spotify counts more entries than it holds.
judged AS (
    SELECT
        *,
        CASE
            WHEN status = 'rejected' AND table_entries = 0 THEN 'rejected'
            WHEN is_latest AND counted = entries AND table_entries = entries
                THEN if(entries < total, 'not whole', 'complete')
            WHEN NOT is_latest AND counted = entries AND table_entries = 0 THEN 'replaced'
            ELSE 'incomplete'
        END AS verdict
    FROM file_counts
)

SELECT
    raw_file,
    status,
    reason,
    playlist_id,
    extracted_at,
    entries,
    counted,
    table_entries,
    total,
    verdict
FROM judged
ORDER BY
    CASE verdict
        WHEN 'incomplete' THEN 1
        WHEN 'rejected' THEN 2
        WHEN 'not whole' THEN 3
        WHEN 'replaced' THEN 4
        ELSE 5
    END ASC,
    raw_file ASC
