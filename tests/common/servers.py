"""Real servers of the ways in, each for the time of a test, on this machine only."""

import contextlib
import datetime
import getpass
import ipaddress
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
BIN = Path(sys.executable).parent
SSHD = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/client_key.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
"""


def free_port():
    """Return a port on which nobody listens."""
    with socket.create_server((HOST, 0)) as found:
        return found.getsockname()[1]


@contextlib.contextmanager
def running(*command, port, **values):
    """Run a server until the end of the context; it answers when this begins."""
    process = subprocess.Popen(
        [str(word) for word in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **values,
    )
    try:
        _wait_for(port, process)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port, process):
    for _try in range(600):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args} does not answer")


# -- SFTP ------------------------------------------------------------------------------


def find_sshd():
    """Return the OpenSSH server of this machine, or None."""
    return shutil.which("sshd") or shutil.which("/usr/sbin/sshd")


def make_key(path):
    """Make a key pair; return its fingerprint as ssh-keygen shows it."""
    path.unlink(missing_ok=True)
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)]
    subprocess.run(command, check=True)
    shown = subprocess.run(
        ["ssh-keygen", "-l", "-f", str(path)], check=True, capture_output=True
    )
    return shown.stdout.decode().split()[1]


@contextlib.contextmanager
def sftp_server(folder):
    """Yield (port, user, fingerprint of the host key, path of the client's key)."""
    host_key = make_key(folder / "host_key")
    make_key(folder / "client_key")
    port = free_port()
    config = folder / "sshd_config"
    config.write_text(SSHD.format(port=port, folder=folder))
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    with running(find_sshd(), "-D", "-e", "-f", config, port=port):
        yield port, getpass.getuser(), host_key, folder / "client_key"


# -- certificates ----------------------------------------------------------------------


def make_certificate(folder):
    """Return the paths of a certificate for this machine and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address(HOST))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


# -- the others ------------------------------------------------------------------------


@contextlib.contextmanager
def s3_server():
    """Yield the port of an S3-compatible server."""
    port = free_port()
    code = "import sys; from moto.server import main; main(sys.argv[1:])"
    with running(sys.executable, "-c", code, "-H", HOST, "-p", port, port=port):
        yield port


@contextlib.contextmanager
def webdav_server(folder, files, user, password):
    """Yield the port of a WebDAV server over TLS that serves `files`."""
    certificate, key = make_certificate(folder)
    port = free_port()
    config = folder / "wsgidav.yaml"
    config.write_text(
        f"host: {HOST}\nport: {port}\nserver: cheroot\n"
        f"provider_mapping:\n  '/': '{files}'\n"
        f"ssl_certificate: '{certificate}'\nssl_private_key: '{key}'\n"
        "ssl_adapter: builtin\n"
        "http_authenticator:\n  domain_controller: null\n"
        "  accept_basic: true\n  accept_digest: false\n  default_to_digest: false\n"
        f"simple_dc:\n  user_mapping:\n    '*':\n      '{user}':\n"
        f"        password: '{password}'\n"
    )
    with running(BIN / "wsgidav", "--config", config, port=port):
        yield port, certificate


@contextlib.contextmanager
def imap_server(user, password):
    """Yield the port of an IMAP server with one mailbox."""
    port = free_port()
    command = [BIN / "pymap", "--host", HOST, "--port", port, "--no-tls"]
    command += ["--no-service", "admin", "--no-service", "managesieve", "dict"]
    command += ["--demo-user", user, "--demo-password", password]
    with running(*command, "--demo-data", port=port):
        yield port
