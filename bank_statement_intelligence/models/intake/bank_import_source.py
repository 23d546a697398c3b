"""Where bank files come from: any place that ``fsspec`` can read, or e-mails."""

import contextlib
import functools
import json
import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..lines.actions import list_action, notify
from ..lines.constants import BANK_JOURNAL_DOMAIN, GROUP_MANAGER
from ..lines.counts import count_by
from ..lines.requests import get_most_lines
from ..lines.rights import needs
from ..lines.tables import entry
from . import disposal, fetch, reach, sealed

_logger = logging.getLogger(__name__)

#: pause after the second failure; it doubles with each further one
FIRST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(days=1)
#: how often a scheduled run begins again when somebody else changes the same data
MAX_TRIES = 5
#: only the connection itself reads it
NO_ACCESS = "."


class BankImportSource(models.Model):
    """A place with bank files, read by the scheduled action.

    Extension: ``selection_add`` on ``source_type`` and a method ``_fetch_<type>`` that
    yields ``(name, bytes)``.
    """

    _name = "bank.import.source"
    _description = "Bank File Source"
    _inherit = ["mail.thread", "mail.alias.mixin.optional"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    source_type = fields.Selection(
        [("url", "Folder or URL"), ("email", "E-mail")], required=True, default="url"
    )
    alias_contact = fields.Selection(
        related="alias_id.alias_contact",
        readonly=False,
        help="Files from others are refused. Banks that write from outside need "
        "“Everyone”, or must be a contact.",
    )
    url = fields.Char(
        "Folder or URL",
        help="Any URL that the server's administrator allows: sftp://host/folder, "
        "ftps://host/folder, s3://bucket/folder … or a folder of the server "
        "(/srv/bank/in), which only an administrator may enter.",
    )
    username = fields.Char("User", groups=GROUP_MANAGER)
    secret = fields.Char(groups=NO_ACCESS, copy=False, prefetch=False)
    password = fields.Char(
        compute="_compute_password",
        inverse="_inverse_password",
        groups=GROUP_MANAGER,
        help="Is stored encrypted and never shown again. Leave empty to keep it. Or "
        "name where it is kept: conf:bank_secret_… of odoo.conf, env:BANK_SECRET_…",
    )
    has_password = fields.Boolean(compute="_compute_has_password")
    kept_options = fields.Char(groups=NO_ACCESS, copy=False, prefetch=False)
    options = fields.Char(
        "Connection Options",
        compute="_compute_options",
        inverse="_inverse_options",
        groups=GROUP_MANAGER,
        help='More options of the connection as JSON, e.g. {"port": 2222}. Values are '
        "stored encrypted and never shown again; *** keeps what is stored.",
    )
    host_key = fields.Char(
        groups=GROUP_MANAGER,
        help="Key of the SFTP server, as the bank has told it: SHA256:… or the base64 "
        "text of the key; several are separated by blanks. Test Connection says which "
        "one the server shows.",
    )
    file_pattern = fields.Char(
        required=True,
        default="*",
        help="Shell patterns separated by commas: *.xml, camt053*",
    )
    settle_seconds = fields.Integer(
        "Wait until a File Rests (seconds)",
        default=2,
        help="A file that changed within these seconds is looked at again, and left "
        "for the next time if it still grows.",
    )
    after_import = fields.Selection(
        [
            ("leave", "Leave it there"),
            ("move", "Move it to a folder"),
            ("delete", "Delete it"),
        ],
        required=True,
        default="leave",
    )
    move_to = fields.Char("Move to", default="done")
    journal_ids = fields.Many2many(
        "account.journal",
        string="Journals",
        domain=BANK_JOURNAL_DOMAIN,
        check_company=True,
        help="Only statements of these journals are accepted. Empty: every journal of "
        "the company. The journal always follows from the account number.",
    )
    first_fetch_days = fields.Integer(
        "First Fetch (days)",
        default=0,
        help="How many days back the first fetch goes, by the day a file was changed. "
        "0: everything that is there.",
    )
    fetch_from = fields.Date(
        "Files since",
        help="Files that were last changed before this day are left where they are. "
        "The first fetch fills it in. Set an earlier day, or none, to get older files "
        "as well: what is known already is skipped.",
    )
    older_count = fields.Integer(
        "Older Files Left", readonly=True, help="As of the last fetch."
    )
    interval_hours = fields.Float(
        "Every (hours)",
        help="0: whenever the scheduled action runs. Otherwise it reads the source at "
        "most this often (daily where there are many transactions).",
    )
    next_fetch = fields.Datetime(
        readonly=True,
        help="After failures the pauses grow: 15 minutes, 30, 60 … up to a day.",
    )
    last_run = fields.Datetime(readonly=True)
    last_result = fields.Char(readonly=True)
    last_error = fields.Char(readonly=True, tracking=True)
    last_file_on = fields.Datetime("Last File", readonly=True)
    failure_count = fields.Integer("Failures in a Row", readonly=True)
    file_ids = fields.One2many("bank.import.file", "source_id", readonly=True)
    file_count = fields.Integer(compute="_compute_file_count")

    _first_fetch_days_positive = models.Constraint(
        "CHECK(first_fetch_days >= 0)",
        "The days of the first fetch cannot be negative.",
    )

    # -- settings ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """User and password of the address go into fields of their own."""
        for vals in vals_list:
            reach.check_right(self.env, vals.get("url"))
        return super().create(
            [vals | fetch.split_credentials(vals.get("url")) for vals in vals_list]
        )

    def write(self, vals):
        """User and password of the address go into fields of their own."""
        if any(source.url != vals["url"] for source in self if "url" in vals):
            reach.check_right(self.env, vals["url"])
        return super().write(vals | fetch.split_credentials(vals.get("url")))

    @api.constrains("source_type", "url", "after_import", "move_to")
    def _check_settings(self):
        for source in self:
            if source.source_type == "url" and (source.url or "").strip():
                reach.check_url(self.env, source.url)
            if source.source_type == "url" and not (source.url or "").strip():
                raise ValidationError(
                    self.env._("Enter the folder or URL of source “%s”.", source.name)
                )
            if source.after_import == "move" and not (source.move_to or "").strip():
                raise ValidationError(
                    self.env._(
                        "Enter the folder to which source “%s” moves files.",
                        source.name,
                    )
                )

    def _compute_options(self):
        for source in self:
            options = {}
            with contextlib.suppress(UserError):  # the fetch says so
                options = json.loads(source._open_options())
            shown = {
                name: value if sealed.is_name(str(value)) else fetch.HIDDEN
                for name, value in options.items()
            }
            source.options = json.dumps(shown) if shown else False

    def _inverse_options(self):
        for source in self:
            try:
                given = json.loads(source.options or "{}")
            except ValueError:
                given = None
            if not isinstance(given, dict):
                raise ValidationError(
                    self.env._(
                        "The connection options of source “%s” are not JSON. Write "
                        'them as {"port": 2222}.',
                        source.name,
                    )
                )
            if fetch.HIDDEN in given.values():
                old = json.loads(source._open_options())
                kept = {name: old.get(name) for name in given}
                given = {
                    name: kept[name] if value == fetch.HIDDEN else value
                    for name, value in given.items()
                }
            source.sudo().kept_options = sealed.seal(json.dumps(given))

    def _open_options(self) -> str:
        """Return the options as JSON; names of secrets stay names."""
        return sealed.unseal(self.env, self.sudo().kept_options) or "{}"

    def _get_options(self) -> dict:
        """Return the options of the connection, with their secrets.

        Raises:
            UserError: a secret cannot be read.
        """
        return {
            name: sealed.unseal(self.env, value) if isinstance(value, str) else value
            for name, value in json.loads(self._open_options()).items()
        }

    def _get_password(self) -> str:
        """Return the password of the connection; see :meth:`_get_options`."""
        return sealed.unseal(self.env, self.sudo().secret)

    def _get_secrets(self) -> list[str]:
        """Return the texts that no message may have."""
        found = []
        with contextlib.suppress(UserError):
            found.append(self._get_password())
        with contextlib.suppress(UserError):
            found += self._get_options().values()
        return [secret for secret in found if secret and isinstance(secret, str)]

    def _compute_password(self):
        self.password = False

    def _inverse_password(self):
        for source in self.filtered("password"):
            source.sudo().secret = sealed.seal(source.password)

    def _compute_has_password(self):
        for source in self:
            source.has_password = bool(source.sudo().secret)

    def _compute_file_count(self):
        counts = count_by(self, "bank.import.file", "source_id")
        for source in self:
            source.file_count = counts[source]

    def _alias_get_creation_values(self):
        """E-mails to the alias become imported files of this source's company."""
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("bank.import.file")
        if self.id:
            values["alias_defaults"] = repr(
                {"source_id": self.id, "company_id": self.company_id.id}
            )
            values["alias_contact"] = self.alias_id.alias_contact or "partners"
        return values

    # -- fetch (step 1) ---------------------------------------------------------------

    def _fetch(self):
        """Yield ``(name, bytes)`` of the files that wait at this source."""
        self.ensure_one()
        yield from getattr(self, f"_fetch_{self.source_type}")()

    def _fetch_url(self):
        """Yield what is not too old in a folder."""
        if self.first_fetch_days and not self.last_run and not self.fetch_from:
            today = fields.Date.context_today(self)
            self.sudo().fetch_from = today - timedelta(days=self.first_fetch_days)
        yield from fetch.read_files(self)

    def _fetch_email(self):
        """Yield nothing: the mail gateway delivers (``BankImportFile.message_new``)."""
        return iter(())

    def _import_files(self, checkpoint=None):
        """Fetch and import what waits at these sources.

        Args:
            checkpoint: commits, called after each file of a scheduled run. Only such a
                run counts failures and decides when to come again.
        Returns:
            the ``bank.import.file`` records, in order.
        Raises:
            AccessError: the caller may not do this; nothing is changed.
            OperationalError: somebody else was faster; Odoo repeats the request.
        """
        received = self.env["bank.import.file"]
        for source in self:
            received += source._import_from(checkpoint)
        return received

    def _import_from(self, checkpoint):
        """Import what waits at this source; a file that fails does not stop the others.

        See :meth:`_import_files`.
        """
        received, errors, seen = self.env["bank.import.file"], [], set()
        most = None if checkpoint else get_most_lines(self.env)
        try:
            for name, data in self._fetch():
                is_full = most is not None and sum(received.mapped("new_count")) >= most
                if is_full or self.env["bank.schedule"]._is_late():
                    errors.append(self._leave_rest())
                    break
                seen.add(name)
                try:
                    received += self._take_file(name, data, checkpoint)
                except Exception as exc:  # noqa: BLE001 - told below
                    errors.append(self._get_failure(exc, checkpoint))
        except Exception as exc:  # noqa: BLE001 - any source can fail in any way
            errors.append(self._get_failure(exc, checkpoint))
        disposal.plan_again(self, seen)
        error = "\n".join(dict.fromkeys(errors)) or disposal.get_error(self)
        bad = received._count_bad()
        self._set_result(len(received), bad, error, scheduled=bool(checkpoint))
        return received

    def _leave_rest(self) -> str:
        """Leave further files to the scheduled action, have it begin, and say so."""
        self.env["bank.schedule"]._ask("fetch", self, "ir_cron_fetch_and_match")
        return self.env._(
            "More files wait than one request can read. The scheduled action reads the "
            "rest in a moment."
        )

    def _get_failure(self, error: Exception, checkpoint) -> str:
        """Return what kept a source from being read, as people read it.

        Raises:
            AccessError: nobody changes a source by having no right.
            OperationalError: the request begins again; a scheduled run goes on.
        """
        if isinstance(error, AccessError):
            raise error
        if isinstance(error, OperationalError):
            if not checkpoint:
                raise error
            self.env.cr.rollback()
            _logger.info("Source %s: %s", self.name, error)
            return self.env._(
                "Somebody else was changing the same data. The next fetch goes on."
            )
        reason = fetch.describe_error(self, error)
        _logger.warning("Source %s failed: %s", self.name, reason)
        return self.env._(
            "Could not read %(url)s: %(error)s. Check the address and its rights.",
            url=self.url or self.source_type,
            error=reason,
        )

    def _take_file(self, name: str, data: bytes, checkpoint):
        """Import one file, all or nothing; return its record if it is new.

        A scheduled run that meets somebody else's change begins the file again.
        """
        for tries_left in reversed(range(MAX_TRIES)):
            try:
                with self.env.cr.savepoint():
                    file, is_new = self._import_file(name, data)
                disposal.plan(self, name, file)
                if checkpoint:
                    checkpoint()
                return file if is_new else file.browse()
            except OperationalError:
                if not checkpoint or not tries_left:
                    raise
                self.env.cr.rollback()
        return None

    def _import_file(self, name: str, data: bytes):
        """Import one file, unless these bytes were imported before.

        Returns:
            the ``bank.import.file`` with these bytes, and whether it was read now.
        """
        files = self.env["bank.import.file"]
        done = files.search(
            [
                ("company_id", "=", self.company_id.id),
                ("checksum", "=", files._get_checksum(data)),
                ("state", "not in", ("new", "error")),
            ],
            limit=1,
        )
        if done:
            return done, False
        file = files._receive(name, data, self.company_id, source=self)
        self.env["bank.import.service"]._process(file)
        return file, True

    def _moves_files(self) -> bool:
        """Tell whether files leave their place at the source once they are kept."""
        return self.source_type == "url" and self.after_import != "leave"

    # -- schedule ---------------------------------------------------------------------

    @api.model
    def _cron_fetch_and_match(self) -> None:
        """Fetch the sources that are due, then let other rooms go on (table
        ``after_fetch``): match, post, keep what was decided.

        Commits after each file and each posted chunk, so that one bad file or line
        never costs the others.
        """
        self.env["bank.schedule"]._run("fetch", self.search([])._filter_due())
        self._do_step(self.env["bank.import.service"]._import_queued)
        for follow in self.env["bank.tables"]._get_entries("after_fetch"):
            self._do_step(follow)

    @entry("scheduled:fetch", 10)
    def _fetch_scheduled(self, source) -> None:
        """Fetch a source whose time has come."""
        commit = functools.partial(self.env["ir.cron"]._commit_progress, 1)
        self._do_step(functools.partial(source._import_files, commit))

    def _do_step(self, step) -> None:
        """Do a step of the scheduled run and commit it; one that fails is logged and
        does not stop the others. One that met somebody else's change begins again."""
        for tries_left in reversed(range(MAX_TRIES)):
            try:
                step()
                self.env["ir.cron"]._commit_progress(1)
                return
            except Exception as error:  # any data can be what nobody thought of
                self.env.cr.rollback()
                if not tries_left or not isinstance(error, OperationalError):
                    _logger.exception("A step of the scheduled run failed")
                    return

    def _filter_due(self):
        """Return the sources whose time has come."""
        now = fields.Datetime.now()
        return self.filtered(
            lambda source: not source.next_fetch or source.next_fetch <= now
        )

    def _set_result(self, received: int, bad: int, error, scheduled=False) -> None:
        """Keep how a fetch went and, after a scheduled one, when to come again.

        Args:
            received: number of new files.
            bad: how many of them could not be imported.
            error: what kept the source from being read, or False.
            scheduled: it was the scheduled run, not a person.
        """
        self.ensure_one()
        now = fields.Datetime.now()
        values = {
            "last_run": now,
            "last_error": error,
            "last_result": self.env._(
                "Files: %(count)s, with errors: %(bad)s", count=received, bad=bad
            ),
        }
        if scheduled:
            values |= self._get_schedule(now, error)
        elif not error and self.failure_count:
            values |= {"failure_count": 0, "next_fetch": False}
        if received:
            values["last_file_on"] = now
        self.sudo().write(values)

    def _get_schedule(self, now, error) -> dict:
        """Return the values that say when the scheduled run comes again."""
        failures = self.failure_count + 1 if error else 0
        if error:
            pause = self._get_pause(failures)
        else:
            # a little early, so that an hourly action finds an hourly source due
            pause = timedelta(hours=max(self.interval_hours, 0)) * 0.95
        return {"failure_count": failures, "next_fetch": pause and now + pause}

    def _get_pause(self, failures: int) -> timedelta:
        """Return how long to wait after so many failures; the first may be chance."""
        if failures < 2:
            return timedelta()
        return min(FIRST_PAUSE * 2 ** min(failures - 2, 10), LONGEST_PAUSE)

    # -- buttons ----------------------------------------------------------------------

    @needs("user")
    def action_fetch(self):
        """Fetch now and match what arrived."""
        files = self._import_files()
        self.env["bank.import.service"]._match_files(files, "button")
        return True

    @needs("manager")
    def action_test(self):
        """Try the connection and say what is there.

        Raises:
            UserError: the place cannot be read, and why.
        """
        self.ensure_one()
        try:
            names = fetch.list_names(self)
        except Exception as error:  # noqa: BLE001 - any place can fail in any way
            raise UserError(
                self.env._(
                    "Could not read %(url)s: %(error)s. Check the address, the user "
                    "and its rights.",
                    url=self.url,
                    error=fetch.describe_error(self, error),
                )
            ) from None
        message = self.env._("No file waits there.")
        if names:
            shown = ", ".join(names[:10])
            message = self.env._(
                "Files that wait: %(count)s (%(names)s)", count=len(names), names=shown
            )
        return notify(message, "success", title=self.env._("The source can be read"))

    @needs("reader")
    def action_open_files(self):
        """Show the files that came from this source."""
        self.ensure_one()
        files = self.env["bank.import.file"]
        domain = [("source_id", "=", self.id)]
        return list_action(files, self.env._("Files"), domain=domain)
