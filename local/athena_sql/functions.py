"""Athena's functions that are supported here: what they take and return, DuckDB's name for them.

A function is in the table if its results were checked against Trino's documentation; others are
refused by name rather than answered wrongly. Where DuckDB's function differs in some case, the name
on the right is a macro of ``macros.sql``; ``calls.py`` rewrites calls whose arguments matter.
"""

import re
from dataclasses import dataclass

# Arguments that are translated, so that they have to be literals.
CONSTANTS = frozenset({"unit", "pattern", "replacement"})


@dataclass(frozen=True)
class Function:
    """A function: the kinds of its arguments, its result, and its name in DuckDB.

    A kind is a family of types (see ``coercion.py``), ``integer``, ``any``, or one of `CONSTANTS`.
    The first `required` ones are needed, and the last may be repeated if the function is
    `variadic`. It returns a type, or what a rule of ``coercion.py`` says.
    """

    name: str
    takes: tuple[str, ...]
    required: int
    variadic: bool
    returns: str
    duckdb: str

    @property
    def signature(self) -> str:
        """The function as Athena's manual shows it."""
        kinds = [kind if i < self.required else f"[{kind}]" for i, kind in enumerate(self.takes)]
        return f"{self.name}({', '.join(kinds)}{', ...' if self.variadic else ''})"


# name(kinds; ? optional, * any number) -> type [= DuckDB's name]
_TABLE = """
approx_distinct(any, number?) -> bigint
approx_percentile(number, number) -> first
arbitrary(any) -> first = any_value
array_agg(any) -> array of first
avg(number) -> average
bool_and(boolean) -> boolean
bool_or(boolean) -> boolean
corr(number, number) -> double
count(any) -> bigint
count_if(boolean) -> bigint
every(boolean) -> boolean = bool_and
max(any) -> first
max_by(any, any) -> first = arg_max_null
min(any) -> first
min_by(any, any) -> first = arg_min_null
stddev(number) -> double = stddev_samp
stddev_pop(number) -> double
stddev_samp(number) -> double
sum(number) -> sum
var_pop(number) -> double
var_samp(number) -> double
variance(number) -> double = var_samp

cume_dist() -> double
dense_rank() -> bigint
first_value(any) -> first
lag(any, integer?, any?) -> first
last_value(any) -> first
lead(any, integer?, any?) -> first
nth_value(any, integer) -> first
ntile(integer) -> bigint
percent_rank() -> double
rank() -> bigint
row_number() -> bigint

coalesce(any, any*) -> common
greatest(any, any*) -> common
grouping(any, any*) -> bigint
least(any, any*) -> common
nullif(any, any) -> first
try(any) -> first

abs(number) -> first
ceil(number) -> whole
ceiling(number) -> whole = ceil
e() -> double = athena_e
exp(number) -> double
floor(number) -> whole
ln(number) -> double
log(number, number) -> double
log10(number) -> double
log2(number) -> double
mod(number, number) -> modulo
pi() -> double
pow(number, number) -> double
power(number, number) -> double = pow
rand() -> double = random
random() -> double
round(number, integer?) -> round
sign(number) -> whole
sqrt(number) -> double
truncate(number) -> truncate = trunc

chr(integer) -> varchar
codepoint(varchar) -> integer = athena_codepoint
concat(any, any, any*) -> common
concat_ws(varchar, varchar, varchar*) -> varchar
length(varchar) -> bigint
levenshtein_distance(varchar, varchar) -> bigint = athena_levenshtein
lower(varchar) -> varchar
lpad(varchar, integer, varchar) -> varchar = athena_lpad
ltrim(varchar) -> varchar = athena_ltrim
regexp_extract(varchar, pattern, integer?) -> varchar
regexp_like(varchar, pattern) -> boolean
regexp_replace(varchar, pattern, replacement?) -> varchar
replace(varchar, varchar, varchar?) -> varchar = athena_replace
reverse(varchar) -> varchar = athena_reverse
rpad(varchar, integer, varchar) -> varchar = athena_rpad
rtrim(varchar) -> varchar = athena_rtrim
split(varchar, varchar) -> array(varchar) = athena_split
split_part(varchar, varchar, integer) -> varchar = athena_split_part
starts_with(varchar, varchar) -> boolean
strpos(varchar, varchar) -> bigint
substr(varchar, integer, integer?) -> varchar = athena_substr
translate(varchar, varchar, varchar) -> varchar
upper(varchar) -> varchar = athena_upper

date(any) -> date
date_add(unit, integer, date or timestamp) -> last
date_diff(unit, date or timestamp, date or timestamp) -> bigint
date_format(date or timestamp, pattern) -> varchar
date_parse(varchar, pattern) -> timestamp(3)
date_trunc(unit, date or timestamp) -> last
day(date or timestamp) -> bigint
day_of_month(date or timestamp) -> bigint = day
day_of_week(date or timestamp) -> bigint = isodow
day_of_year(date or timestamp) -> bigint = dayofyear
dow(date or timestamp) -> bigint = isodow
doy(date or timestamp) -> bigint = dayofyear
format_datetime(date or timestamp, pattern) -> varchar
from_iso8601_date(varchar) -> date = athena_iso_date
from_iso8601_timestamp(varchar) -> timestamp with time zone = athena_iso_timestamp
from_unixtime(number) -> timestamp with time zone = athena_from_unixtime
hour(date or timestamp) -> bigint
last_day_of_month(date or timestamp) -> date = last_day
millisecond(date or timestamp) -> bigint = athena_millisecond
minute(date or timestamp) -> bigint
month(date or timestamp) -> bigint
now() -> timestamp with time zone
quarter(date or timestamp) -> bigint
second(date or timestamp) -> bigint
to_unixtime(date or timestamp) -> double = epoch
week(date or timestamp) -> bigint
week_of_year(date or timestamp) -> bigint = week
year(date or timestamp) -> bigint
year_of_week(date or timestamp) -> bigint = isoyear
yow(date or timestamp) -> bigint = isoyear

array_distinct(array) -> first = athena_array_distinct
array_join(array, varchar, varchar?) -> varchar = athena_array_join
array_max(array) -> element of first = athena_array_max
array_min(array) -> element of first = athena_array_min
array_position(array, any) -> bigint = athena_array_position
array_sort(array) -> first = athena_array_sort
cardinality(array) -> bigint = len
contains(array, any) -> boolean = athena_contains
element_at(array, integer) -> element of first = athena_element_at
sequence(any, any, any?) -> array of first
slice(array, integer, integer) -> first = athena_slice
"""


def _read(line: str) -> Function:
    name, kinds, returns, duckdb = re.fullmatch(
        r"(\w+)\((.*?)\) -> (.*?)(?: = (\w+))?", line
    ).groups()  # type: ignore[union-attr]  # a line that doesn't match fails at import
    takes = kinds.split(", ") if kinds else []
    return Function(
        name,
        takes=tuple(kind.rstrip("?*") for kind in takes),
        required=sum(not kind.endswith(("?", "*")) for kind in takes),
        variadic=kinds.endswith("*"),
        returns=returns,
        duckdb=duckdb or name,
    )


# The first block of the table.
AGGREGATES = frozenset(re.findall(r"^\w+", _TABLE.strip().split("\n\n")[0], re.MULTILINE))
FUNCTIONS = {function.name: function for function in map(_read, filter(None, _TABLE.splitlines()))}
