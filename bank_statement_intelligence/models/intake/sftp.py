"""SFTP to a server whose key is known; imported where SFTP is used."""

import base64
import hashlib

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem

from odoo.exceptions import UserError


def open_checked(source, url: str, options: dict):
    """Return the file system and the folder in it.

    The server must show a key that the source has, or the machine (``known_hosts``).

    Raises:
        UserError: it shows another one, which is named.
    """
    known = [part for part in (source.sudo().host_key or "").split() if part]
    given = CheckedSFTP._get_kwargs_from_urls(url) | options
    place = CheckedSFTP(policy=_OnlyKnown(source.env, known), **given)
    return place, CheckedSFTP._strip_protocol(url)


def fingerprint(key: bytes) -> str:
    """Return how people compare the key of a server, as ``ssh-keygen -l`` writes it."""
    digest = base64.b64encode(hashlib.sha256(key).digest())
    return "SHA256:" + digest.decode().rstrip("=")


class CheckedSFTP(SFTPFileSystem):
    """Knows the keys of the machine, and asks a policy about others."""

    def _connect(self):
        options = dict(self.ssh_kwargs)
        policy = options.pop("policy")
        for name in ("use_listings_cache", "skip_instance_cache"):
            options.pop(name, None)
        self.client = paramiko.SSHClient()
        self.client.load_system_host_keys()
        self.client.set_missing_host_key_policy(policy)
        self.client.connect(self.host, **options)
        self.ftp = self.client.open_sftp()


class _OnlyKnown(paramiko.MissingHostKeyPolicy):
    def __init__(self, env, known: list[str]):
        self.env, self.known = env, known

    def missing_host_key(self, client, hostname, key):
        shown = fingerprint(key.asbytes())
        if {shown, key.get_base64()} & set(self.known):
            return
        raise UserError(
            self.env._(
                "The server %(host)s shows the key %(key)s (%(kind)s), which is not "
                "known. Compare it with the one that your bank has told you, then "
                "enter it as the source's host key.",
                host=hostname,
                key=shown,
                kind=key.get_name(),
            )
        )
