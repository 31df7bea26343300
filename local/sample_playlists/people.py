"""The people of the sample playlists: user id and display name."""

from typing import NamedTuple


class Person(NamedTuple):
    """A Spotify user."""

    id: str
    name: str


CHARTS = Person("nowhere.charts", "Nowhere Charts")
LODGER = Person("nowhere_lodger", "The Lodger")
DAUGHTERS = Person("kettle.and.daughters", "Kettle & Daughters")
VERA = Person("aunt.vera", "Aunt Vera")
