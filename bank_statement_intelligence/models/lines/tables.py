"""Tables that rooms fill: a lower room asks, higher rooms and other addons answer.

No room overrides a method of another one. It adds an entry to a table of a room below,
beside the model it is about::

    class BankStatementClosing(models.Model):
        _name = "bank.statement.closing"

        @entry("obstacles", 30)
        def _closed_obstacle(self, proposal):
            ...  # why a closed statement refuses the proposal, or None

The room that owns the table calls its entries in their order, each on an empty record
set of the model it stands in. Other addons decorate theirs likewise. `make house`
prints all tables.

Who wants to watch what is created, written or deleted fills ``before:<model>`` or
``after:<model>`` with ``(self, records, operation, values)``:

* ``operation`` is ``"create"``, ``"write"`` or ``"unlink"``,
* ``values`` are a list of dicts, a dict, or None,
* ``records`` are none before ``create``; after ``unlink`` they are gone.

An entry of ``before:`` refuses by raising. It may return a function of no arguments,
which is called after the operation: so it can keep what it knew before. Entries see
every journal item of the company: leave early when the operation or the fields are of
no interest.
"""

from collections.abc import Callable

from odoo import api, models, tools

from . import truth


def entry(table: str, order: int):
    """Mark a model's method as an entry of a table.

    Args:
        table: the table's name.
        order: entries are called from low to high; equal ones by model and name.
    """

    def mark(method):
        method._bank_entry = (table, order)
        return method

    return mark


class BankTables(models.AbstractModel):
    _name = "bank.tables"
    _description = "Tables that Rooms Fill"

    @api.model
    def _get_entries(self, table: str) -> list:
        """Return the entries of a table as bound methods, in order."""
        names = self._get_names().get(table, ())
        return [getattr(self.env[model], method) for _order, model, method in names]

    @api.model
    def _watch(self, run: Callable, records, operation: str, values=None):
        """Run an operation of a watched model, with the entries before and after it.

        Args:
            run: core's method, bound (``super().write``).
            records: the records it is called on.
            operation: ``create``, ``write`` or ``unlink``.
            values: list of dicts, dict, or None.
        Returns:
            What core's method returns.
        """
        is_new = operation == "create"
        if is_new:
            records = records.browse()
        elif not records:
            return run() if values is None else run(values)
        before = self._get_entries(f"before:{records._name}")
        then = [call(records, operation, values) for call in before]
        keep = truth.check(records, operation, values)
        result = run() if values is None else run(values)
        if keep:
            keep(result if is_new else records)
        for finish in filter(None, then):
            finish()
        for call in self._get_entries(f"after:{records._name}"):
            call(result if is_new else records, operation, values)
        return result

    @api.model
    @tools.ormcache("len(self.env.registry._init_modules)", cache="stable")
    def _get_names(self) -> dict[str, tuple]:
        """Return (order, model, method) of every entry of this database, by table."""
        found: dict[str, set] = {}
        for name, cls in self.env.registry.items():
            for part in cls.__mro__:
                if part.__dict__.get("_name") != name:
                    continue
                for method, value in vars(part).items():
                    mark = getattr(value, "_bank_entry", None)
                    if isinstance(mark, tuple):
                        table, order = mark
                        found.setdefault(table, set()).add((order, name, method))
        return {table: tuple(sorted(names)) for table, names in found.items()}
