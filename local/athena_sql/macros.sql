-- What DuckDB answers otherwise than Athena. Every name begins with athena_, so that no function of
-- DuckDB is hidden.

-- DuckDB's error() is volatile, which TRY refuses. run.py takes the message from the cast's error.
CREATE MACRO athena_error(message) AS CAST('Athena: ' || message AS INTEGER);

-- Division by zero is an error; DuckDB returns NULL.
CREATE MACRO athena_divide_integers(a, b) AS
    CASE WHEN b = 0 AND a IS NOT NULL THEN athena_error('Division by zero') ELSE a // b END;

CREATE MACRO athena_modulo(a, b) AS
    CASE WHEN b = 0 AND a IS NOT NULL THEN athena_error('Division by zero') ELSE a % b END;

-- The quotient of two HUGEINTs, rounded half away from zero.
CREATE MACRO athena_divide_rounded(a, b) AS
    CASE
        WHEN b = 0 AND a IS NOT NULL THEN athena_error('Division by zero')
        ELSE sign(a) * sign(b) * ((2 * abs(a) + abs(b)) // (2 * abs(b)))
    END;

CREATE MACRO athena_e() AS exp(1);

-- A text, or an error if something is wrong.
CREATE MACRO athena_text(x, is_wrong, message) AS
    CASE WHEN is_wrong THEN CAST(athena_error(message) AS VARCHAR) ELSE x END;

-- DuckDB casts more texts than Athena.
CREATE MACRO athena_checked(x, pattern, type) AS
    athena_text(x, NOT regexp_full_match(x, pattern), 'Cannot cast ''' || x || ''' to ' || type);

CREATE MACRO athena_null_unless(x, pattern) AS
    CASE WHEN regexp_full_match(x, pattern) THEN x END;

-- All whitespace; DuckDB trims spaces only.
CREATE MACRO athena_whitespace() AS
    (e'\t\n\v\f\r' || chr(28) || chr(29) || chr(30) || chr(31) || ' ' || chr(5760) || chr(8192)
        || chr(8193) || chr(8194) || chr(8195) || chr(8196) || chr(8197) || chr(8198) || chr(8200)
        || chr(8201) || chr(8202) || chr(8232) || chr(8233) || chr(8287) || chr(12288));
CREATE MACRO athena_trim(x) AS trim(x, athena_whitespace());
CREATE MACRO athena_ltrim(x) AS ltrim(x, athena_whitespace());
CREATE MACRO athena_rtrim(x) AS rtrim(x, athena_whitespace());

-- Nothing at position 0 or before the beginning, and no negative lengths.
CREATE MACRO athena_substr(x, start) AS
    CASE WHEN x IS NOT NULL AND (start = 0 OR -start > length(x)) THEN '' ELSE substr(x, start) END,
(x, start, size) AS
    CASE
        WHEN x IS NULL OR start IS NULL OR size IS NULL THEN NULL
        WHEN start = 0 OR -start > length(x) OR size <= 0 THEN ''
        ELSE substr(x, start, size)
    END;

-- Athena replaces an empty text everywhere, DuckDB nowhere.
CREATE MACRO athena_not_empty(x) AS
    athena_text(x, x = '', 'An empty text is not supported here');
CREATE MACRO athena_replace(x, search) AS replace(x, athena_not_empty(search), ''),
(x, search, replacement) AS replace(x, athena_not_empty(search), replacement);

CREATE MACRO athena_split(x, delimiter) AS
    CASE WHEN delimiter IS NOT NULL THEN string_split(x, athena_not_empty(delimiter)) END;

-- NULL beyond the last part.
CREATE MACRO athena_split_part(x, delimiter, part) AS
    CASE
        WHEN x IS NULL OR delimiter IS NULL THEN NULL
        WHEN part < 1 THEN CAST(athena_error('Index must be greater than zero') AS VARCHAR)
        ELSE athena_split(x, delimiter)[part]
    END;

-- NULL without a match, or if the group is not part of it, where DuckDB returns ''.
CREATE MACRO athena_regexp_extract(x, pattern) AS
    CASE WHEN regexp_matches(x, pattern) THEN regexp_extract(x, pattern) END,
(x, pattern, part, part_pattern) AS
    CASE
        WHEN NOT regexp_matches(x, pattern) THEN NULL
        WHEN regexp_full_match('', part_pattern) THEN regexp_extract(x, pattern, part)
        ELSE nullif(regexp_extract(x, pattern, part), '')
    END;

-- Java and RE2 count the empty matches after others differently.
CREATE MACRO athena_regexp_replace(x, pattern, replacement) AS
    athena_text(
        regexp_replace(x, pattern, replacement, 'g'),
        regexp_full_match('', pattern),
        'A pattern that can be empty is not supported here'
    );

CREATE MACRO athena_ascii(x, what) AS
    athena_text(x, strlen(x) <> length(x), what || ' is supported for ASCII texts only');

CREATE MACRO athena_one_line(x) AS
    athena_text(x, suffix(x, e'\n'), '$ before a last line break is not supported here');

CREATE MACRO athena_levenshtein(a, b) AS
    levenshtein(athena_ascii(a, 'levenshtein_distance'), athena_ascii(b, 'levenshtein_distance'));

-- By code points; DuckDB keeps combining marks with their letters.
CREATE MACRO athena_reverse(x) AS
    array_to_string(list_reverse(regexp_extract_all(x, '(?s).')), '');

-- Java leaves the German sharp s, DuckDB has a capital one for it.
CREATE MACRO athena_upper(x) AS
    array_to_string(list_transform(string_split(x, 'ß'), LAMBDA part : upper(part)), 'ß');

CREATE MACRO athena_padding(x, n, padding) AS
    athena_text(
        padding,
        x IS NOT NULL AND (n < 0 AND padding IS NOT NULL OR n IS NOT NULL AND padding = ''),
        'lpad and rpad need a length from 0 on, and a padding'
    );
CREATE MACRO athena_lpad(x, n, padding) AS lpad(x, n, athena_padding(x, n, padding));
CREATE MACRO athena_rpad(x, n, padding) AS rpad(x, n, athena_padding(x, n, padding));

CREATE MACRO athena_codepoint(x) AS
    CASE WHEN length(x) <> 1 THEN athena_error('codepoint takes one character') ELSE unicode(x) END;

CREATE MACRO athena_millisecond(x) AS millisecond(x) % 1000;

-- To the nearest multiple of so many microseconds, half of one up.
CREATE MACRO athena_rounded_time(x, step) AS
    x + to_microseconds(
        CAST(step // 2 - ((epoch_us(x) + step // 2) % step + step) % step AS BIGINT)
    );

-- To milliseconds.
CREATE MACRO athena_from_unixtime(x) AS to_timestamp(round(x * 1000) / 1000);

-- Athena compares NaN as IEEE 754 does, DuckDB as the largest number.
CREATE MACRO athena_no_nan(x) AS
    CASE WHEN isnan(x) THEN athena_error('A comparison of NaN is not supported here') ELSE x END;

CREATE MACRO athena_iso_date(x) AS
    CAST(athena_checked(x, '\d{4}-\d{2}-\d{2}', 'a date') AS DATE);

-- Athena keeps the zone that a text names; here there is UTC only.
CREATE MACRO athena_iso_timestamp(x) AS
    CAST(
        athena_checked(
            x, '\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z?)?', 'a timestamp in UTC'
        ) AS TIMESTAMPTZ
    );

-- In the order of first appearance.
CREATE MACRO athena_array_distinct(x) AS
    list_filter(x, LAMBDA element, i : list_position(x, element) = i);

CREATE MACRO athena_array_join(x, separator) AS
    CASE WHEN separator IS NOT NULL THEN array_to_string(x, separator) END,
(x, separator, null_text) AS
    CASE
        WHEN separator IS NOT NULL AND null_text IS NOT NULL
            THEN array_to_string(
                list_transform(x, LAMBDA element : coalesce(CAST(element AS VARCHAR), null_text)),
                separator
            )
    END;

-- NULL if one element is.
CREATE MACRO athena_array_max(x) AS CASE WHEN len(x) = list_count(x) THEN list_max(x) END;
CREATE MACRO athena_array_min(x) AS CASE WHEN len(x) = list_count(x) THEN list_min(x) END;

CREATE MACRO athena_array_position(x, element) AS
    CASE
        WHEN x IS NOT NULL AND element IS NOT NULL THEN coalesce(list_position(x, element), 0)
    END;

CREATE MACRO athena_array_sort(x) AS list_sort(x, 'ASC', 'NULLS LAST');

-- NULL if it is not found, but may be behind a NULL.
CREATE MACRO athena_contains(x, element) AS
    CASE
        WHEN list_contains(x, element) THEN true
        WHEN x IS NOT NULL AND element IS NOT NULL AND len(x) = list_count(x) THEN false
    END;

CREATE MACRO athena_element_at(x, i) AS
    CASE WHEN i = 0 THEN x[athena_error('SQL array indices start at 1')] ELSE x[i] END;

CREATE MACRO athena_subscript(x, i) AS
    CASE
        WHEN i < 1 OR i > len(x) THEN x[athena_error('Array subscript out of bounds')]
        ELSE x[i]
    END;

CREATE MACRO athena_slice(x, start, size) AS
    CASE
        WHEN x IS NULL OR start IS NULL OR size IS NULL THEN NULL
        WHEN start = 0 THEN x[athena_error('SQL array indices start at 1') : 1]
        WHEN size < 0 THEN x[athena_error('length must be greater than or equal to 0') : 1]
        WHEN start < 0 AND -start > len(x) THEN x[1 : 0]
        WHEN start < 0 THEN x[len(x) + start + 1 : len(x) + start + size]
        ELSE x[start : start + size - 1]
    END;

-- Downwards if the start is above the stop.
CREATE MACRO athena_sequence(start, stop) AS
    generate_series(start, stop, CASE WHEN start <= stop THEN 1 ELSE -1 END),
(start, stop, step) AS
    CASE
        WHEN (step > 0 AND start <= stop) OR (step < 0 AND start >= stop)
            THEN generate_series(start, stop, step)
        WHEN start IS NOT NULL AND stop IS NOT NULL AND step IS NOT NULL
            THEN [athena_error('sequence: the step leads away from the stop value')]
    END;

CREATE MACRO athena_sequence_of_dates(start, stop, step) AS
    CASE
        WHEN start = stop OR (start + step > start) = (stop > start)
            THEN list_filter(
                -- Every step from the start: a month after January 31 and February 28 comes March 31.
                list_transform(
                    generate_series(0, abs(stop - start)),
                    LAMBDA i : CAST(start + CAST(i AS INTEGER) * step AS DATE)
                ),
                LAMBDA day : day BETWEEN least(start, stop) AND greatest(start, stop)
            )
        WHEN start IS NOT NULL AND stop IS NOT NULL
            THEN [start + athena_error('sequence: the step leads away from the stop value')]
    END;

CREATE MACRO athena_sequence_of_days(start, stop) AS
    athena_sequence_of_dates(
        start, stop, CASE WHEN start <= stop THEN INTERVAL 1 DAY ELSE INTERVAL (-1) DAY END
    );
