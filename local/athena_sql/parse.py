"""Parse Athena SQL into one query, with function calls unchanged."""

import re
from typing import Any, ClassVar

from sqlglot import Token, TokenType, exp
from sqlglot.dialects.trino import Trino
from sqlglot.errors import ParseError, TokenError
from sqlglot.parsers.trino import TrinoParser

from cli.errors import UserError

_QUERIES_BEGIN_WITH = {
    TokenType.SELECT,
    TokenType.WITH,
    TokenType.VALUES,
    TokenType.TABLE,
    TokenType.L_PAREN,
}
_FUNCTIONS = TrinoParser.FUNCTION_PARSERS
_ATHENA_STATEMENTS = re.compile(
    "ALTER|ANALYZE|CALL|CREATE|DEALLOCATE|DELETE|DROP|EXECUTE|EXPLAIN|INSERT|MERGE|MSCK|OPTIMIZE|"
    "PREPARE|REFRESH|TRUNCATE|UNLOAD|UPDATE|USING|VACUUM"
)
# EXTRACT(day FROM x) is day(x); these two fields have other names.
_FIELDS = {"DAYOFWEEK": "day_of_week", "DAYOFYEAR": "day_of_year"}
# 1e0+7: sqlglot's tokenizer takes the 7 into the number, for 1e+7 is one, too.
_GLUED_NUMBER = re.compile(r"[\d.]+[eE]\d+(?=[+-])")


def _extract(parser: TrinoParser) -> exp.Anonymous:
    node = _FUNCTIONS["EXTRACT"](parser)
    field = node.name.upper()
    return exp.Anonymous(this=_FIELDS.get(field, field), expressions=[node.expression])


def _position(parser: TrinoParser) -> exp.Anonymous:
    node = _FUNCTIONS["POSITION"](parser)
    return exp.Anonymous(this="strpos", expressions=[node.this, node.args["substr"]])


def _substring(parser: TrinoParser) -> exp.Anonymous:
    node = _FUNCTIONS["SUBSTRING"](parser)
    arguments = [node.this, node.args.get("start"), node.args.get("length")]
    return exp.Anonymous(this="substr", expressions=[each for each in arguments if each])


class _Parser(TrinoParser):
    # sqlglot would turn functions of every dialect into its own nodes, so that Athena's and others'
    # could not be distinguished and some arguments would get lost.
    FUNCTIONS: ClassVar[dict[str, Any]] = {}
    FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
        **{name: _FUNCTIONS[name] for name in ("CAST", "LISTAGG", "TRIM", "TRY_CAST")},
        "EXTRACT": _extract,
        "POSITION": _position,
        "SUBSTRING": _substring,
    }


class AthenaQueries(Trino):
    """sqlglot's Trino dialect, with function calls unchanged."""

    Parser = _Parser
    # Else subscripts would be counted from 0 in between.
    INDEX_OFFSET = 0
    SUPPORTS_NULL_TYPE = True


def parse(sql: str) -> exp.Query:
    """Return the one query in the text.

    Raises
    ------
    UserError
        If it can't be parsed, or is not exactly one query.
    """
    sql, tokens = _tokenize(sql)
    _check_tokens(tokens)
    try:
        tree = AthenaQueries().parser().parse(tokens, sql)[0]
    except ParseError as error:
        raise UserError(_unparsable(error)) from None
    if isinstance(tree, exp.Subquery):
        tree = tree.unnest()
    if isinstance(tree, exp.Values):
        numbered = [f"_col{i}" for i in range(len(tree.expressions[0].expressions))]
        return exp.select("*").from_(exp.alias_(tree, "rows", table=numbered))
    if not isinstance(tree, exp.Query):
        raise _not_a_query(tokens[0].text)
    return tree


def _tokenize(sql: str) -> tuple[str, list[Token]]:
    try:
        tokens = AthenaQueries().tokenize(sql)
    except TokenError:
        raise UserError("a comment or a quote in this SQL is not closed") from None
    for token in tokens:
        glued = token.token_type is TokenType.NUMBER and _GLUED_NUMBER.match(token.text)
        if glued:
            end = token.start + glued.end()
            return _tokenize(f"{sql[:end]} {sql[end:]}")
    # Semicolons at the end begin no statement.
    while tokens and tokens[-1].token_type is TokenType.SEMICOLON:
        tokens.pop()
    return sql, tokens


def _check_tokens(tokens: list[Token]) -> None:
    """Refuse what the parser would take, or would report less clearly."""
    if not tokens:
        raise UserError("no SQL: write a query, such as SELECT count(*) FROM song")
    # sqlglot takes some statements for opaque commands, and logs that.
    if tokens[0].token_type not in _QUERIES_BEGIN_WITH:
        raise _not_a_query(tokens[0].text)
    for token in tokens:
        if token.token_type is TokenType.UNKNOWN and token.text == "`":
            raise UserError(f'{_place(token)}: Athena quotes names with ", not with backticks')
        if token.token_type is TokenType.DCOLON:
            raise UserError(f"{_place(token)}: Athena has cast(x AS type), not x::type")
        if token.token_type is TokenType.SEMICOLON:
            raise UserError(f"{_place(token)}: give one query at a time")
    for limit, _, offset in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if (limit.token_type, offset.token_type) == (TokenType.LIMIT, TokenType.OFFSET):
            raise UserError(f"{_place(offset)}: in Athena OFFSET comes before LIMIT")


def _not_a_query(word: str) -> UserError:
    shown = " ".join(word.upper().split())[:30]
    if _ATHENA_STATEMENTS.match(shown):
        return UserError(f"{shown} is for Athena only: here are queries, SHOW and DESCRIBE")
    return UserError(f"{shown} is no query: begin with SELECT or WITH")


def _unparsable(error: ParseError) -> str:
    first = error.errors[0]
    text = first["highlight"] or ""
    column = first["col"] - len(text) + 1
    hint = first["description"] or ""
    # Others speak of sqlglot's classes.
    hint = f" ({hint})" if hint.startswith("Expecting ") else ""
    return f"line {first['line']}, column {column}: not Athena SQL at or after {text!r}{hint}"


def _place(token: Token) -> str:
    return f"line {token.line}, column {token.col - (token.end - token.start)}"
