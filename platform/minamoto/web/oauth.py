"""The token endpoint for partners and the keys their tokens can be checked with."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post

from minamoto.foundation.identity import operations as identity
from minamoto.foundation.tenancy.model import TenantContext
from minamoto.kernel.moments import Clock
from minamoto.web.settings import Settings


@post(
    ["/{slug:str}/oauth/token", "/{slug:str}/api/partners/oauth/token"],
    operation_id="oauth_token",
    opt={"public": "the client proves itself in the request"},
    status_code=200,
    include_in_schema=False,
)
async def token(
    request: Request[Any, Any, Any], tenant: TenantContext, clock: Clock, settings: Settings
) -> Response[dict[str, Any]]:
    """Give a partner an access token: OAuth 2.0 client credentials, by secret or by signed assertion."""
    form = await request.form()
    answer = await identity.issue_token(
        form={name: value for name, value in form.items() if isinstance(value, str)},
        authorization=request.headers.get("authorization"),
        issuer=settings.issuer(tenant.slug),
        at=clock.now(),
    )
    return Response(answer.body, status_code=answer.status, headers=answer.headers)


@get(
    "/{slug:str}/oauth/jwks",
    operation_id="oauth_keys",
    opt={"public": "public keys"},
    include_in_schema=False,
)
async def keys() -> dict[str, Any]:
    """Return the tenant's public keys as a JSON Web Key Set."""
    return await identity.public_key_set()


ROUTES = (token, keys)
