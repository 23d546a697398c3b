"""A running Odoo server on a copy of the demo database, for scripts with a browser."""

import contextlib
import http.client
import subprocess
import sys
import time

import env
import serve
from steps import FIRST_PORT, free_port

COPY = "bsi_pictures"
SECONDS = 120
#: seconds until the client's assets are built, on a busy machine
ASSETS = 300


@contextlib.contextmanager
def demo_copy(name=COPY, prepare=None):
    """Yield the address of a server on a fresh copy of the demo database.

    What a script does there does not change the demo database; the copy is dropped
    at the end.  ``prepare`` is called with the copy's name before it is served.
    """
    if not env.database_exists(serve.DATABASE):
        demo = [sys.executable, env.ROOT / "tools/demo.py", "--prepare-only"]
        subprocess.run([*demo, serve.DATABASE], check=True, env=env.environment())
    env.drop_database(name)
    env.create_database(name, serve.DATABASE)
    try:
        if prepare:
            prepare(name)
        with running(name) as address:
            yield address
    finally:
        env.drop_database(name)


@contextlib.contextmanager
def running(name, *arguments, variables=None):
    """Yield the address of a server on this database, stopped at the end.

    Args:
        name: the database.
        arguments: further options of the server.
        variables: further variables of its environment; the port is added to them as
            that of the job runner.
    """
    port = free_port(FIRST_PORT + 100)
    command = [env.BIN / "python", "-m", "odoo", "-c", env.CONF, "-d", name]
    command += [f"--http-port={port}", f"--db-filter=^{name}$", "--max-cron-threads=0"]
    command += [f"--logfile={env.LOGS / 'pictures.log'}", *arguments]
    own = {"ODOO_QUEUE_JOB_PORT": str(port), **(variables or {})}
    process = subprocess.Popen(
        [str(word) for word in command], env=env.environment() | own, cwd=env.ROOT
    )
    try:
        _wait(process, port)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process, port):
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise env.SetupError(f"the server ended; see {env.LOGS / 'pictures.log'}")
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("localhost", port, timeout=60)
            connection.request("GET", "/web/health")
            if connection.getresponse().status == http.client.OK:
                return
        time.sleep(0.2)
    raise env.SetupError(f"the server did not answer within {SECONDS} s")


def log_in(browser, address, login="admin", password="admin"):
    """Log in through the login form."""
    browser.open(f"{address}/web/login")
    browser.wait("document.querySelector('input[name=login]')")
    browser.evaluate(
        f"document.querySelector('input[name=login]').value = '{login}';"
        f"document.querySelector('input[name=password]').value = '{password}';"
        "document.querySelector('.oe_login_form').submit()"
    )
    # the first page of a new database builds the client's assets
    browser.wait("document.querySelector('.o_web_client .o_navbar')", ASSETS)
