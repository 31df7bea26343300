"""Functions that are not supported: what Athena has instead, or that they are Athena's only."""

from pathlib import Path

_INSTEAD = {
    "approx_distinct(x)": "approx_count_distinct",
    "approx_percentile(x, 0.5)": "median percentile percentile_cont quantile quantile_cont",
    "array_agg(x)": "collect_list collect_set group_array list",
    "cardinality(x)": "array_length array_size list_count size",
    "coalesce(a, b)": "ifnull isnull nvl zeroifnull",
    "codepoint(x)": "ascii unicode",
    "contains(x, element)": "array_contains list_contains",
    "count_if(condition)": "countif sumif",
    "current_date, without parentheses": "curdate current_date today",
    "current_timestamp, without parentheses": "current_timestamp getdate sysdate systimestamp",
    "date(x)": "to_date",
    "date_add('day', n, x)": "adddate add_months dateadd date_sub subdate timestampadd",
    "date_diff('day', a, b)": "age datediff months_between timestampdiff",
    "date_format(x, '%Y-%m')": "strftime to_char",
    "date_parse(x, '%Y-%m-%d')": "str_to_date strptime to_timestamp",
    "day_of_week(x)": "dayofweek weekday",
    "if(condition, a, b)": "iff iif",
    "length(x)": "char_length character_length len",
    "listagg(x, ', ') WITHIN GROUP (ORDER BY y)": "group_concat string_agg wm_concat",
    "regexp_extract(x, pattern)": "regexp_substr",
    "regexp_like(x, pattern)": "regexp regexp_contains regexp_matches rlike",
    "sequence(a, b)": "generate_series range",
    "split(x, delimiter)": "string_split string_to_array",
    "split_part(x, delimiter, n)": "substring_index",
    "stddev(x)": "stdev std",
    "strpos(x, part)": "charindex instr locate",
    "substr(x, 1, n)": "left",
    "substr(x, -n)": "right",
    "to_unixtime(x)": "epoch unix_timestamp",
    "try_cast(x AS type)": "safe_cast try_convert",
    "UNNEST, in the FROM: CROSS JOIN UNNEST(x) AS t(y)": "explode unnest",
}

# By the other dialect's name.
ATHENA_HAS = {other: instead for instead, others in _INSTEAD.items() for other in others.split()}

# All functions that Athena has.
TRINO_FUNCTIONS = frozenset(
    name
    for line in Path(__file__).with_name("trino_functions.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for name in line.split()
)
