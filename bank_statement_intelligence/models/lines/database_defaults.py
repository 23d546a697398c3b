"""What Odoo's own tables need in the database itself."""

from psycopg2 import sql

from odoo import models


class BankDatabaseDefaults(models.AbstractModel):
    """Defaults of our required columns in tables of other addons.

    While addons are loaded, others create companies, journals and statements before
    our code is there, which would fill these columns.
    """

    _name = "bank.database.defaults"
    _description = "Defaults in the Database"

    def init(self):
        """Set them when all columns are there (installation and each upgrade)."""
        self.pool.post_init(self._set_defaults)

    def _set_defaults(self) -> None:
        """Set them. Rooms above fill the table ``database_defaults`` for computed
        columns, each entry ``() -> {(model, field): value}``."""
        columns = {
            (model, field): field.default(model) for model, field in self._get_columns()
        }
        for entry in self.env["bank.tables"]._get_entries("database_defaults"):
            for (name, column), value in entry().items():
                model = self.env[name]
                columns[model, model._fields[column]] = value
        for (model, field), default in columns.items():
            value = field.convert_to_column_insert(default, model)
            self.env.cr.execute(
                sql.SQL("ALTER TABLE {} ALTER COLUMN {} SET DEFAULT {}").format(
                    sql.Identifier(model._table),
                    sql.Identifier(field.name),
                    sql.Literal(value),
                )
            )

    def _get_columns(self) -> list[tuple]:
        """Return (model, field) of each required column of ours in another table."""
        ours = self._module
        return [
            (self.env[name], field)
            for name, cls in self.env.registry.items()
            if cls._original_module != ours and not cls._abstract and cls._auto
            for field in cls._fields.values()
            if field.store and field.column_type and field.required and field.default
            if set(field._modules) == {ours}
        ]
