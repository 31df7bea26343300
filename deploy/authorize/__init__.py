"""A user's consent: Spotify's authorization-code flow, in the user's browser.

Development-mode apps read playlists for a user only. What comes of the consent is a refresh
token, which the Lambda finds in its secret; after six months it takes a person again.
"""

from deploy.authorize.consent import Authorized, add_months, authorize

__all__ = ["Authorized", "add_months", "authorize"]
