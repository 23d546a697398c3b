"""What the child processes of the soak do, and how they are killed.

Odoo is loaded once in the parent; each child is a fork of it with connections of its
own.
"""

import base64
import json
import os
import random
import resource
import signal
import sys
import time
import traceback

import env

#: (model, method): the process is killed right before or after the method
RECEIVE = (
    ("bank.import.file", "_receive"),
    ("bank.import.service", "_process"),
    ("bank.statement.store", "_store"),
    ("bank.statement.store", "_create_keys"),
    ("bank.journal.lock", "_take"),
)
RUN = (
    ("bank.journal.lock", "_take"),
    ("bank.match.run", "_start"),
    ("bank.match.service", "_propose"),
    ("bank.match.proposal", "_approve_without_veto"),
    ("bank.match.run", "_finish"),
)
POST = (
    ("account.bank.statement.line", "_lock_for_settlement"),
    ("bank.posting.service", "_apply"),
    ("bank.posting.service", "_post_chunk"),
)
COMMIT = (("cursor", "commit"),)
#: round a file that was moved or deleted at its source, before a commit keeps it
OUTSIDE = (
    ("fetch", "dispose"),
    ("disposal", "_dispose"),
    ("bank.import.source", "_take_file"),
    ("bank.import.source", "_import_from"),
    ("ir.cron", "_commit_progress"),
)
SEAMS = {
    "fetch": (*OUTSIDE, *RECEIVE, *OUTSIDE, *RUN, *POST, *COMMIT),
    "again": (*RUN, *POST, *COMMIT),
    "import": (*RECEIVE, *RUN, *POST, *COMMIT),
    "match": (*RUN, *POST, *COMMIT),
    "post": (*POST, *COMMIT),
    "approve": (("bank.match.proposal", "action_approve_and_post"), *POST, *COMMIT),
    "undo": (("bank.undo.service", "_undo_lines"), *COMMIT),
    "take back": (
        ("bank.undo.service", "_undo_lines"),
        ("import_undo", "_forget_keys"),
        ("import_undo", "undo"),
        ("bank.import.file", "_set_undone"),
        *COMMIT,
    ),
    "pay": (("account.payment.register", "_create_payments"), *COMMIT),
    "seal": (("bank.decision.log", "_seal"), *COMMIT),
}
ADDON = "odoo.addons.bank_statement_intelligence.models"


def load(database, prepare) -> None:
    """Load Odoo for a database in this process and commit what `prepare` does."""
    arguments = ["--log-level=critical", "--max-cron-threads=0"]
    with env.odoo_env(database, arguments=arguments) as odoo:
        prepare(odoo)


def check_seams(database) -> None:
    """Raise an AttributeError when a seam has another name by now."""
    for owner, name in {seam for seams in SEAMS.values() for seam in seams}:
        getattr(_place(database, owner), name)


def forget_connections() -> None:
    """Close all connections of this process: a fork must not share them."""
    from odoo.sql_db import close_all

    close_all()


# -- acts ----------------------------------------------------------------------


def _cron(odoo, _file, name):
    odoo.ref(f"{env.ADDON_NAME}.{name}").method_direct_trigger()


def _fetch(odoo, file):
    _cron(odoo, file, "ir_cron_fetch_and_match")


def _again(odoo, file):
    _cron(odoo, file, "ir_cron_match_again")


def _api(odoo):
    company = odoo["res.company"].search([("name", "=", "Soak")])
    return odoo["bank.statement.api"].with_company(company)


def _import(odoo, file):
    content = base64.b64encode(file.read_bytes()).decode()
    return _api(odoo).import_file(file.name, content)


def _match(odoo, _file):
    return _api(odoo).run_matching(mode="post")


def _propose(odoo, file):
    """Bring a file, if it is not there, and match without posting."""
    _bring(odoo, file)
    _api(odoo).run_matching(mode="propose")


def _bring(odoo, file):
    content = base64.b64encode(file.read_bytes()).decode()
    _api(odoo).import_file(file.name, content, match=False)


def _proposed(odoo):
    return odoo["bank.match.proposal"].search([("state", "=", "proposed")])


def _post(odoo, _file):
    _api(odoo).post(_proposed(odoo).filtered(lambda p: p.tier <= 2).ids)


def _approve(odoo, _file):
    """Approve all that is proposed with one button, and in the dialog it may open."""
    lines = _proposed(odoo).statement_line_id
    if lines:
        answer = lines.action_approve_selected()
        if isinstance(answer, dict) and answer.get("res_model"):
            odoo[answer["res_model"]].browse(answer["res_id"]).action_approve()


def _take_back(odoo, file):
    """Undo the import of a file, and before it what its lines settled."""
    stored = odoo["bank.import.file"].search([("name", "=", file.name)])
    stored = stored.filtered(lambda one: one.line_ids)[:1]
    if stored:
        _api(odoo).undo(line_ids=stored.line_ids.ids)
        _api(odoo).undo_import(stored.id)


def _pay(odoo, _file):
    """A colleague registers the payment of an invoice that a bank line pays as well."""
    company = odoo["res.company"].search([("name", "=", "Soak")])
    invoices = odoo["account.move"].search(
        [("company_id", "=", company.id), ("payment_state", "=", "not_paid")]
    )
    invoices = invoices.filtered(lambda move: move.is_invoice())
    if invoices:
        register = odoo["account.payment.register"].with_company(company)
        register.with_context(
            active_model="account.move", active_ids=random.choice(invoices).ids
        ).create({})._create_payments()


def _undo(odoo, _file):
    posted = odoo["bank.match.proposal"].search([("state", "=", "posted")], limit=12)
    if posted:
        _api(odoo).undo(line_ids=posted.statement_line_id.ids)


def _seal(odoo, _file):
    log = odoo["bank.decision.log"]
    if found := log._verify(odoo["res.company"].search([("name", "=", "Soak")])):
        raise AssertionError(found)


ACTS = {
    "fetch": _fetch,
    "again": _again,
    "import": _import,
    "match": _match,
    "post": _post,
    "approve": _approve,
    "undo": _undo,
    "take back": _take_back,
    "pay": _pay,
    "seal": _seal,
    "bring": _bring,
    "propose": _propose,
}
#: what gives an act something to do
PREPARED = {
    "fetch": "take back",
    "import": "take back",
    "again": "bring",
    "match": "bring",
    "post": "propose",
    "approve": "propose",
    "undo": "match",
    "take back": "match",
}


# -- children ----------------------------------------------------------------------


class Child:
    """A process that acts on a database.

    Args:
        database: its name.
        act: of :data:`ACTS`.
        file: that ``import`` takes.
        seam: of :data:`SEAMS`, where it kills itself.
        before: before that step, not after it.
        sign: what it sends itself there; SIGSTOP lets others go on in between.
        times: how often the seam is passed until then.
        file_size: bytes beyond which no file can grow.
        pause: (owner, method, seconds): it waits so long after that step, once.
        answer: file for what it returned (``done``) or raised (``error``), as JSON.
    """

    def __init__(
        self,
        database,
        act,
        file,
        *,
        seam=None,
        before=False,
        sign=signal.SIGKILL,
        times=1,
        file_size=None,
        pause=None,
        answer=None,
    ):
        forget_connections()
        self.code = None
        self._paused, tell = os.pipe()
        self.pid = os.fork()
        if self.pid:
            os.close(tell)
            return
        code = 1
        try:
            random.seed()
            if file_size is not None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
            if seam:
                _die_at(database, *seam, times, before, sign)
            if pause:
                _pause_at(database, *pause, tell)
            done = _act(database, act, file)
            _write_answer(answer, done=done)
            code = 0
        except BaseException as error:  # noqa: BLE001 - the parent sees the code
            _write_answer(answer, error=str(error))
            if os.environ.get("SOAK_DEBUG"):
                traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code)

    def wait(self, seconds=120):
        """Wait for the end; return the exit code, negative for a signal."""
        if self.code is not None:
            return self.code
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.02)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        raise TimeoutError(f"a process did not end within {seconds} s")

    def wait_for_pause(self):
        """Wait until the process pauses or ends."""
        os.read(self._paused, 1)

    def stops(self):
        """Wait until it has stopped itself or is done; return whether it stopped."""
        _pid, status = os.waitpid(self.pid, os.WUNTRACED)
        self.code = None if os.WIFSTOPPED(status) else os.waitstatus_to_exitcode(status)
        return self.code is None

    def go_on(self):
        """Let it go on after it stopped."""
        os.kill(self.pid, signal.SIGCONT)

    def kill(self):
        """Kill it; return whether it was still alive."""
        pid, _status = os.waitpid(self.pid, os.WNOHANG)
        if pid:
            return False
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        return True


def _act(database, act, file):
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.service.model import retrying

    with Registry(database).cursor() as cursor:
        odoo = api.Environment(cursor, SUPERUSER_ID, {})
        if act in ("fetch", "again"):
            return ACTS[act](odoo, file)
        return retrying(lambda: ACTS[act](odoo, file), odoo)


def _write_answer(path, **answer):
    """Keep what came of an act, if it is asked for."""
    if path:
        path.write_text(json.dumps(answer, default=str))


def _pause_at(database, owner, name, seconds, tell):
    """Let this process wait once after a method, and tell its parent."""
    place, left = _place(database, owner), [1]
    original = getattr(place, name)

    def paused(*args, **kwargs):
        result = original(*args, **kwargs)
        if left and left.pop():
            os.write(tell, b"!")
            time.sleep(seconds)
        return result

    setattr(place, name, paused)


def _die_at(database, owner, name, times, before, sign):
    """Let this process kill itself at the n-th call of a method, or its return; one
    that only stops does so at each call from then on."""
    left = [times]
    place = _place(database, owner)
    original = getattr(place, name)

    def last(*args, **kwargs):
        left[0] -= 1
        is_last = left[0] <= 0
        if is_last and before:
            os.kill(os.getpid(), sign)
        result = original(*args, **kwargs)
        if is_last and not before:
            os.kill(os.getpid(), sign)
        return result

    setattr(place, name, last)


def _place(database, owner):
    if owner == "cursor":
        from odoo.sql_db import Cursor

        return Cursor
    if owner in ("fetch", "disposal", "import_undo"):
        return sys.modules[f"{ADDON}.intake.{owner}"]
    from odoo.modules.registry import Registry

    return Registry(database)[owner]
