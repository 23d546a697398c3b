"""Connections to places with files; encrypted ones only to servers that are known.

``fsspec`` opens any place; SFTP and FTPS, where it would take whoever answers, are
opened here. Another addon adds a kind of address by an entry of :data:`OPENERS`.
"""

import ftplib
import ssl

import fsspec
from fsspec.implementations.ftp import FTPFileSystem

from odoo.exceptions import UserError

from . import reach

#: how fsspec calls user and password, where it is not username and password
CREDENTIAL_NAMES = {
    "s3": ("key", "secret"),
    "s3a": ("key", "secret"),
    "abfs": ("account_name", "account_key"),
    "az": ("account_name", "account_key"),
}
#: port on which FTPS is encrypted from the first byte
IMPLICIT_PORT = 990


def connect(source):
    """Return the file system of a source and the folder in it.

    Every use of the file system is held within what the server's administrator allows
    (``reach``).

    Raises:
        UserError: the address, or where it leads to, is not allowed.
    """
    env, url = source.env, source.url.strip()
    reach.check_url(env, url)
    scheme, options = reach.get_scheme(url), {}
    if scheme not in reach.LOCAL:
        user, password = CREDENTIAL_NAMES.get(scheme, ("username", "password"))
        given = {user: source.sudo().username, password: source._get_password()}
        options = source._get_options()
        options |= {name: value for name, value in given.items() if value}
    options |= {"use_listings_cache": False, "skip_instance_cache": True}
    with reach.guarded(env):
        filesystem, root = OPENERS.get(scheme, _open_any)(source, url, options)
    return Guarded(env, filesystem), root


class Guarded:
    """A file system whose methods reach only what is allowed."""

    def __init__(self, env, filesystem):
        self._env, self._filesystem = env, filesystem

    def __getattr__(self, name):
        method = getattr(self._filesystem, name)

        def call(*args, **kwargs):
            with reach.guarded(self._env):
                return method(*args, **kwargs)

        return call


def _open_any(_source, url: str, options: dict):
    return fsspec.core.url_to_fs(url, **options)


def _open_sftp(source, url: str, options: dict):
    """Open SFTP; the server must show a key that is known."""
    from . import sftp  # paramiko is no requirement of ours

    return sftp.open_checked(source, url, options)


def _open_ftp(_source, url: str, options: dict):
    """Open FTP or, by address or option, FTPS with a certificate that is valid."""
    if reach.get_scheme(url) != "ftps" and not options.get("tls"):
        return _open_any(_source, url, options)
    options = FTPFileSystem._get_kwargs_from_urls(url) | options
    if isinstance(options.pop("tls", None), str):
        options.setdefault("port", IMPLICIT_PORT)
    return CheckedFTPS(**options), CheckedFTPS._strip_protocol(url)


def _open_webdav(source, url: str, options: dict):
    """Open WebDAV over HTTPS: ``webdavs://host/folder``."""
    try:
        from webdav4.fsspec import WebdavFileSystem
    except ImportError:
        raise UserError(
            source.env._(
                "WebDAV needs the Python package webdav4. Ask the administrator of the "
                "server to install it."
            )
        ) from None
    base, _slash, folder = url.partition("://")[2].partition("/")
    login = options.pop("username", ""), options.pop("password", "")
    options.pop("use_listings_cache")  # it has none
    options.setdefault("verify", ssl.create_default_context())
    place = WebdavFileSystem(f"https://{base}", auth=login, **options)
    return place, folder.strip("/")


class CheckedFTPS(FTPFileSystem):
    """FTP over TLS: certificate and host name are checked."""

    protocol = "ftps"

    def _connect(self):
        kind = _ImplicitFTPS if self.port == IMPLICIT_PORT else _FTPS
        context = ssl.create_default_context()
        self.ftp = kind(timeout=self.timeout, encoding=self.encoding, context=context)
        self.ftp.connect(self.host, self.port)
        self.ftp.login(*self.cred)
        self.ftp.prot_p()


class _FTPS(ftplib.FTP_TLS):
    """Goes on with the session for each file: many servers ask for that."""

    def ntransfercmd(self, cmd, rest=None):
        """Open the connection of one file."""
        connection, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        connection = self.context.wrap_socket(
            connection, server_hostname=self.host, session=self.sock.session
        )
        return connection, size


class _ImplicitFTPS(_FTPS):
    """Encrypted from the first byte."""

    _sock = None

    @property
    def sock(self):
        """The socket, encrypted."""
        return self._sock

    @sock.setter
    def sock(self, value):
        if value is not None and not isinstance(value, ssl.SSLSocket):
            value = self.context.wrap_socket(value, server_hostname=self.host)
        self._sock = value


OPENERS = {
    "sftp": _open_sftp,
    "ssh": _open_sftp,
    "ftp": _open_ftp,
    "ftps": _open_ftp,
    "webdavs": _open_webdav,
}
