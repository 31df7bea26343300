"""A local Spotify Web API: an HTTP server on loopback that the real spotipy connects to.

It has paging, tokens that expire, Spotify's access rules, and injectable faults.

>>> import spotipy
>>> from local.sample_playlists import TOP_100, snapshots
>>> first = next(snapshots())
>>> with SpotifyApi({TOP_100: first}) as api:
...     login = spotipy.SpotifyClientCredentials(
...         api.client_id, api.client_secret, cache_handler=spotipy.MemoryCacheHandler()
...     )
...     login.OAUTH_TOKEN_URL = api.token_url
...     spotify = spotipy.Spotify(auth_manager=login)
...     spotify.prefix = api.url
...     spotify.playlist_items(TOP_100)["total"]
100
"""

from local.spotify_api.access import Access
from local.spotify_api.api import SpotifyApi
from local.spotify_api.faults import Fault
from local.spotify_api.messages import Request
from local.spotify_api.playlists import Playlist, Shape

__all__ = ["Access", "Fault", "Playlist", "Request", "Shape", "SpotifyApi"]
