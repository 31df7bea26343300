"""The Spotify app: its id and secret."""

from dataclasses import dataclass, field

DASHBOARD = "https://developer.spotify.com/dashboard"
# The environment variables of the app, by the keys that they have in the secret.
VARIABLES = {"client_id": "SPOTIFY_CLIENT_ID", "client_secret": "SPOTIFY_CLIENT_SECRET"}


@dataclass(frozen=True)
class App:
    """The credentials of a Spotify app."""

    client_id: str
    client_secret: str = field(repr=False)
