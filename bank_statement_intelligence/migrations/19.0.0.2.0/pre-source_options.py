"""Options of sources are kept under another name, to be sealed."""


def migrate(cr, version):
    """Rename the column."""
    cr.execute("ALTER TABLE bank_import_source RENAME COLUMN options TO kept_options")
