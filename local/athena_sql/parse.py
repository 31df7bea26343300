"""Athena's SQL text as one parsed query, with its functions left as they are written."""

import difflib
from itertools import pairwise
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
_WITH_A_SYNTAX_OF_THEIR_OWN = (
    "CAST",
    "EXTRACT",
    "LISTAGG",
    "POSITION",
    "SUBSTRING",
    "TRIM",
    "TRY_CAST",
)
_KEYWORDS = (
    *("SELECT", "DISTINCT", "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"),
    *("INNER", "LEFT", "RIGHT", "CROSS", "JOIN", "USING", "UNION", "EXCEPT", "INTERSECT"),
    *("BETWEEN", "CASE", "WHEN", "THEN", "ELSE", "VALUES"),
)


class _Parser(TrinoParser):
    # sqlglot would turn functions of every dialect into its own nodes, so that Athena's and others'
    # can't be told apart and some arguments get lost. Here a call stays a name and its arguments.
    FUNCTIONS: ClassVar[dict[str, Any]] = {}
    FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
        name: TrinoParser.FUNCTION_PARSERS[name] for name in _WITH_A_SYNTAX_OF_THEIR_OWN
    }


class AthenaQueries(Trino):
    """sqlglot's Trino, with function calls left as they are written."""

    Parser = _Parser
    # Else subscripts would be counted from 0 in between.
    INDEX_OFFSET = 0
    SUPPORTS_NULL_TYPE = True


def parse(sql: str) -> exp.Query:
    """Return the one query that the text holds.

    Raises
    ------
    UserError
        If it can't be parsed, holds several statements or none, or one that is no query.
    """
    tokens = _one_statement(sql)
    # Before it is parsed: sqlglot takes some statements for opaque commands, and logs that.
    if tokens[0].token_type not in _QUERIES_BEGIN_WITH:
        raise _not_a_query(tokens[0].text)
    try:
        tree = AthenaQueries().parser().parse(tokens, sql)[0]
    except ParseError as error:
        raise UserError(_unparsable(error, tokens)) from None
    if isinstance(tree, exp.Subquery):
        tree = tree.unnest()
    if isinstance(tree, exp.Values):
        numbered = [f"_col{i}" for i in range(len(tree.expressions[0].expressions))]
        return exp.select("*").from_(exp.alias_(tree, "rows", table=numbered))
    if not isinstance(tree, exp.Query):
        raise _not_a_query(tokens[0].text)
    return tree


def _one_statement(sql: str) -> list[Token]:
    try:
        tokens = AthenaQueries().tokenize(sql)
    except TokenError as error:
        raise UserError(_unclosed(sql, error)) from None
    # Semicolons at the end begin no statement.
    while tokens and tokens[-1].token_type is TokenType.SEMICOLON:
        tokens.pop()
    if not tokens:
        raise UserError("no SQL: write a query, such as SELECT count(*) FROM song")
    for token in tokens:
        if token.token_type is TokenType.UNKNOWN and token.text == "`":
            raise UserError(
                f"{_place(token)}: Athena takes names in double quotes, not in backticks"
            )
    for token, following in pairwise(tokens):
        if token.token_type is TokenType.SEMICOLON:
            raise UserError(
                f"line {following.line}: a second statement begins with {following.text!r}: "
                "give one query at a time"
            )
    return tokens


def _not_a_query(word: str) -> UserError:
    shown = " ".join(word.upper().split())[:30]
    return UserError(
        f"{shown} is no query, and the lake is read-only here: begin with SELECT or WITH"
    )


def _unclosed(sql: str, error: TokenError) -> str:
    # The cause reads "Missing ' from 1:8": delimiter, line, and the offset in the whole text.
    words = str(error.__cause__).split()
    if words[:1] == ["Missing"] and words[2:3] == ["from"]:
        start = int(words[3].partition(":")[2])
        line = sql.count("\n", 0, start) + 1
        column = start - (sql.rfind("\n", 0, start) + 1) + 1
        return f"line {line}, column {column}: what begins here lacks its closing {words[1]}"
    return "a comment or a quote in this SQL is not closed"


def _unparsable(error: ParseError, tokens: list[Token]) -> str:
    first = error.errors[0]
    text = first["highlight"] or ""
    column = first["col"] - len(text) + 1
    hint = first["description"] or ""
    # Others speak of sqlglot's classes.
    hint = f" ({hint})" if hint.startswith("Expecting ") else ""
    hint += _misspelt(tokens, first["line"], first["col"])
    return f"line {first['line']}, column {column}: not Athena SQL at or after {text!r}{hint}"


def _misspelt(tokens: list[Token], line: int, column: int) -> str:
    """Say which keyword was perhaps meant; a misspelt one is an alias to the parser."""
    for token, following in pairwise([*tokens, tokens[-1]]):
        # The one that could not be understood, and the one before it.
        if (line, column) not in [(each.line, each.col) for each in (token, following)]:
            continue
        word = token.text.upper()
        if word in ("GROUP", "ORDER"):
            return f"; perhaps you mean {word} BY"
        near = difflib.get_close_matches(word, _KEYWORDS, n=1, cutoff=0.75)
        if near and near[0] != word:
            return f"; perhaps {token.text} is meant to be {near[0]}"
    return ""


def _place(token: Token) -> str:
    return f"line {token.line}, column {token.col - (token.end - token.start)}"
