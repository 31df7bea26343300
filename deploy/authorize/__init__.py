"""A user's consent: Spotify's authorization-code flow, in the user's browser.

An app in development mode reads playlists for a user only. The consent gives a refresh token,
which the Lambda reads from its secret. It expires six months after the consent.
"""

from deploy.authorize.consent import Authorized, add_months, authorize

__all__ = ["Authorized", "add_months", "authorize"]
