"""What sources may reach: only what the administrator of the server has listed.

In ``odoo.conf``, separated by commas:

* ``bank_import_folders``: folders of the server; what is below them may be read. None
  listed: no folder of the server is.
* ``bank_import_schemes``: kinds of addresses, see :data:`SCHEMES` for the default.
* ``bank_import_hosts``: networks or hosts of the own network (``10.1.0.0/16,
  sftp.example.lan``) that sources may connect to, besides the public internet.

An address is looked at when a connection to it is made, whatever library makes it: what
a name stands for by then, and where a server redirects to, count as well.
"""

import contextlib
import contextvars
import ipaddress
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from odoo import tools
from odoo.exceptions import AccessError, UserError

#: kinds of addresses that are read where the administrator lists none
SCHEMES = ("sftp", "ftps", "s3", "https")
LOCAL = ("", "file", "local")
#: what only the administrator may enter: the server's own files, and unencrypted pages
FOR_ADMINISTRATORS = (*LOCAL, "http")
ADMINISTRATORS = "base.group_system"

_check: contextvars.ContextVar[Callable | None] = contextvars.ContextVar(
    "bank_import_reach", default=None
)


def get_scheme(url: str) -> str:
    """Return the kind of an address in lower case; none for a path."""
    return urlsplit((url or "").strip()).scheme.lower()


def get_path(url: str) -> Path:
    """Return the path on this server that an address of the server means."""
    parts = urlsplit(url.strip())
    return Path(unquote(parts.path) if parts.scheme else url.strip()).resolve()


def check_url(env, url: str) -> None:
    """Refuse an address that the administrator has not allowed.

    Raises:
        UserError: what is not listed, and where to list it.
    """
    scheme = get_scheme(url)
    if "::" in url:
        raise UserError(
            env._(
                "“%s” chains several addresses with “::”. Enter the address of one "
                "folder.",
                url,
            )
        )
    if scheme in LOCAL:
        check_path(env, get_path(url))
        return
    listed = _get_listed("bank_import_schemes") or SCHEMES
    if scheme not in listed:
        raise UserError(
            env._(
                "Addresses that begin with %(scheme)s:// are not read on this server, "
                "only %(listed)s. Ask its administrator to list it as "
                "bank_import_schemes in odoo.conf.",
                scheme=scheme,
                listed=", ".join(listed),
            )
        )
    if host := urlsplit(url.strip()).hostname:
        with contextlib.suppress(ValueError):
            _check_address(env, ipaddress.ip_address(host))


def check_path(env, path: Path) -> None:
    """Refuse a path of this server that is in none of the listed folders.

    Raises:
        UserError: where to list the folder.
    """
    folders = [Path(name).resolve() for name in _get_listed("bank_import_folders")]
    if any(path.resolve().is_relative_to(folder) for folder in folders):
        return
    raise UserError(
        env._(
            "The folder “%s” of this server is not open to sources. Ask the "
            "administrator to list it, or a folder above it, as bank_import_folders in "
            "odoo.conf.",
            path,
        )
    )


def check_right(env, url: str) -> None:
    """Refuse an address that only an administrator may enter.

    Raises:
        AccessError: the caller is none.
    """
    is_open = env.su or get_scheme(url) not in FOR_ADMINISTRATORS
    if is_open or env.user.has_group(ADMINISTRATORS):
        return
    raise AccessError(
        env._(
            "Only an administrator of Odoo may have a source read folders of the "
            "server or http:// addresses: “%s”. Ask one to enter it.",
            url,
        )
    )


@contextlib.contextmanager
def guarded(env) -> Iterator[None]:
    """Refuse connections to addresses of the own network that are not listed.

    Raises:
        UserError: which address, and where to list it.
    """
    token = _check.set(lambda address: _check_address(env, address))
    try:
        yield
    finally:
        _check.reset(token)


def _get_listed(name: str) -> tuple[str, ...]:
    """Return the values of a setting of ``odoo.conf``."""
    value = tools.config.get(name) or ""
    return tuple(part.strip() for part in str(value).split(",") if part.strip())


def _check_address(env, address) -> None:
    """Refuse an address of the own network that is not listed."""
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_global and not address.is_multicast:
        return
    if any(address in network for network in _get_networks()):
        return
    raise UserError(
        env._(
            "%s is an address of the server's own network, not open to sources. Ask "
            "the administrator to list it as bank_import_hosts in odoo.conf.",
            address,
        )
    )


def _get_networks() -> Iterator:
    """Yield the networks of the own network that are listed, also by host name."""
    for entry in _get_listed("bank_import_hosts"):
        try:
            yield ipaddress.ip_network(entry, strict=False)
        except ValueError:
            with contextlib.suppress(OSError):
                yield from map(ipaddress.ip_network, _get_addresses(entry))


def _on_event(event: str, args: tuple) -> None:
    """Look at the address of a connection that a source makes.

    Python calls this for every connection, also of libraries' own threads: these have
    the context of who asked them.
    """
    if event != "socket.connect" or not (check := _check.get()):
        return
    if isinstance(args[1], tuple):
        _check.set(None)  # looking up a name is a connection, too
        try:
            for address in _get_addresses(str(args[1][0])):
                check(address)
        finally:
            _check.set(check)


def _get_addresses(host: str) -> Iterator:
    """Yield the addresses that a host name or address stands for."""
    for found in socket.getaddrinfo(host, None):
        yield ipaddress.ip_address(found[4][0].partition("%")[0])


sys.addaudithook(_on_event)
