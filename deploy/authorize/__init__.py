"""A user's consent: Spotify's authorization-code flow, in the user's browser.

An app in development mode reads playlists for a user only. The consent gives a refresh token,
which the Lambda reads from its secret. It expires six months after the consent.
"""

from deploy.authorize.consent import LIFETIME_MONTHS, TOKEN_URL, Authorized, add_months, authorize
from deploy.authorize.store_app import store_app

__all__ = ["LIFETIME_MONTHS", "TOKEN_URL", "Authorized", "add_months", "authorize", "store_app"]
