"""Spotify's accounts service: the consent page and the token endpoint."""

from base64 import b64encode
from urllib.parse import urlencode, urlsplit

from local.spotify_api.messages import Request, Response, json_response, oauth_error
from local.spotify_api.tokens import Consent, Tokens

CLIENT_ID = "client-id-of-nobody"
CLIENT_SECRET = "client-secret-of-nobody"  # noqa: S105 - valid for this server only

_BASIC = "Basic " + b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()


class Accounts:
    """Authorizes the one app and its one user.

    Attributes
    ----------
    deny_consent
        Whether the user denies consent.
    """

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self.deny_consent = False

    def authorize(self, request: Request) -> Response:
        """Respond to ``GET /authorize`` as if the user had decided at once."""
        query = request.query
        redirect_uri = query.get("redirect_uri", "")
        # Spotify shows these two errors to the user: the redirect URI cannot be trusted.
        if query.get("client_id") != CLIENT_ID:
            return Response(400, b"INVALID_CLIENT: Invalid client")
        if not _is_allowed(redirect_uri):
            return Response(400, b"INVALID_CLIENT: Invalid redirect URI")
        result = {"state": query["state"]} if "state" in query else {}
        if query.get("response_type") != "code":
            result["error"] = "unsupported_response_type"
        elif self.deny_consent:
            result["error"] = "access_denied"
        else:
            result["code"] = self._tokens.code(redirect_uri, query.get("scope", ""))
        separator = "&" if urlsplit(redirect_uri).query else "?"
        return Response(302, headers={"Location": f"{redirect_uri}{separator}{urlencode(result)}"})

    def token(self, request: Request) -> Response:
        """Respond to ``POST /api/token``."""
        if request.headers.get("authorization") != _BASIC:
            return oauth_error("invalid_client")
        form = request.form
        match form.get("grant_type"):
            case "client_credentials":
                return self._granted(None)
            case "refresh_token":
                return self._refreshed(form.get("refresh_token", ""))
            case "authorization_code":
                return self._redeemed(form.get("code", ""), form.get("redirect_uri", ""))
        return oauth_error("unsupported_grant_type", "grant_type is not supported")

    def _refreshed(self, refresh_token: str) -> Response:
        consent = self._tokens.renew(refresh_token)
        if consent is None:
            return oauth_error("invalid_grant", "Refresh token revoked")
        return self._granted(consent, new=consent.refresh_token != refresh_token)

    def _redeemed(self, code: str, redirect_uri: str) -> Response:
        consent = self._tokens.redeem(code, redirect_uri)
        if consent is None:
            return oauth_error("invalid_grant", "Invalid authorization code")
        return self._granted(consent, new=True)

    def _granted(self, consent: Consent | None, *, new: bool = False) -> Response:
        return json_response(
            200,
            {
                "access_token": self._tokens.access_token(consent),
                "token_type": "Bearer",
                "expires_in": self._tokens.expires_in,
                **({"scope": consent.scope} if consent else {}),
                **({"refresh_token": consent.refresh_token} if consent and new else {}),
            },
        )


def _is_allowed(redirect_uri: str) -> bool:
    """Return whether Spotify accepts the URI: since 2025, http only to loopback IPs."""
    parts = urlsplit(redirect_uri)
    if parts.scheme == "http":
        return parts.hostname in {"127.0.0.1", "::1"}
    return bool(parts.scheme) and parts.hostname != "localhost"
