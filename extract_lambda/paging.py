"""Read a paged list of the Web API completely."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from extract_lambda.errors import ForbiddenError, UnreadableResponseError
from extract_lambda.raw_format import whole_number

PAGE_SIZE = 50  # the Web API's maximum


@dataclass(frozen=True)
class Page:
    """A page of a list.

    Attributes
    ----------
    document
        The page as Spotify sent it.
    items
        Its items.
    total
        How many items Spotify counts in the whole list.
    """

    document: dict[str, Any]
    items: list[Any]
    total: int


def parse_page(document: dict[str, Any], what: str, offset: int) -> Page:
    """Return a page that was requested at an offset.

    Raises
    ------
    ForbiddenError
        The page has no items: Spotify shows their number only.
    UnreadableResponseError
        It is not a page, or starts at another offset.
    """
    items, total = document.get("items"), whole_number(document.get("total"))
    if items is None:
        raise ForbiddenError(what, "a page without its entries")
    if not isinstance(items, list) or total is None:
        raise UnreadableResponseError(f"Spotify's response for {what} is not a page")
    start = whole_number(document.get("offset"))
    if start not in {None, offset}:
        raise UnreadableResponseError(
            f"Spotify's page of {what} starts at {start} where {offset} was requested"
        )
    return Page(document, items, total)


def read_pages(get_page: Callable[[int], Page]) -> Iterator[Page]:
    """Yield all pages. A page may be shorter or longer than requested, or empty.

    The next offset is that after the items received, so that no item is skipped or read twice. It
    ends when all that Spotify counts was requested, whatever `next` says.
    """
    offset = 0
    while True:
        page = get_page(offset)
        yield page
        offset += len(page.items) or PAGE_SIZE
        # `next` is not followed: the token is not sent to an address that a response names.
        if offset >= page.total and not (page.items and page.document.get("next")):
            return
