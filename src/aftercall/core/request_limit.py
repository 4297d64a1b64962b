"""How many requests of a kind, such as to opt out, one connection can send within an hour, so that a script cannot use
a form against many people, fill the desk or flood a consultation.

Every connection has its own count: a flood from one place stops nobody else. Addresses are counted in
memory, as those of failed sign-ins are, and are forgotten within two hours.
"""

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

# Enough for a family, a refuge or an office that share one address.
REQUESTS_PER_HOUR = 10
# What a provider gives one customer: whoever has one such address has all of them.
_IPV6_PREFIX = 64
_HOUR = timedelta(hours=1)


def limited_until(
    request: HttpRequest, at: datetime, *, kind: str = "opt-outs", most: int = REQUESTS_PER_HOUR
) -> datetime | None:
    """Count a request of this connection. Returns when it can send more of this kind, if it has sent too many within
    the hour; otherwise None."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    key = f"{kind}:{hour.timestamp():.0f}:{_connection(request)}"
    cache.add(key, 0, timeout=2 * _HOUR.total_seconds())
    return hour + _HOUR if cache.incr(key) > most else None


def _connection(request: HttpRequest) -> str:
    address = ip_address(get_adapter().get_client_ip(request))
    if address.version == 4:
        return str(address)
    return str(address.ipv4_mapped or ip_network((address, _IPV6_PREFIX), strict=False))
