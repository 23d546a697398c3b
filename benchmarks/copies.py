"""Copy posted invoices and partners by SQL: a million open items in minutes.

Each copy is a row of the model with other ids, number, partner, amount and day; every
column that is not named here is the model's. Indexes are taken down meanwhile and put
back from their own definitions.
"""

#: rows of copies per statement, so that a progress can be told
CHUNK = 250_000
#: SQL twins of ``books.amount`` and of the day of invoice ``number``
AMOUNT = (
    "(CASE WHEN n %% 3 = 0 THEN 99 + 10 * (n / 3 %% 997)"
    " ELSE 100 + (n::bigint * 7919) %% 3000000 / 100.0 END)::numeric(16, 2)"
)
_TOTALS = (
    "amount_untaxed", "amount_total", "amount_residual", "amount_untaxed_signed",
    "amount_untaxed_in_currency_signed", "amount_total_signed",
    "amount_total_in_currency_signed", "amount_residual_signed",
)  # fmt: skip


def add_partners(env, first, count):
    """Copy the partner of number 0 and its bank account.

    Args:
        env: Odoo environment.
        first (int): number of the first copy.
        count (int): how many.
    Returns:
        list: the ids of the copies, in the order of their numbers.
    """
    model = env["res.partner.bank"].search([("acc_number", "like", "DE0000")], limit=1)
    start = _reserve(env, "res_partner", count)
    padded = _padded("%(first)s + n", 4)
    name = f"'Kunde ' || {padded} || ' Handel AS'"
    _copy(
        env,
        "res_partner",
        {
            "id": "%(start)s + n",
            "name": name,
            "complete_name": name,
            "commercial_partner_id": "%(start)s + n",
            "bank_name_key": f"{padded} || ' HANDEL KUNDE'",
        },
        model.partner_id.id,
        {"start": start, "first": first, "count": count},
    )
    number = f"'DE' || {_padded('%(first)s + n', 20)}"
    _copy(
        env,
        "res_partner_bank",
        {
            "id": "%(bank)s + n",
            "acc_number": number,
            "sanitized_acc_number": number,
            "partner_id": "%(start)s + n",
        },
        model.id,
        {
            "start": start,
            "first": first,
            "count": count,
            "bank": _reserve(env, "res_partner_bank", count),
        },
    )
    return list(range(start, start + count))


def _padded(number, digits):
    """SQL: a number with leading zeros, never cut."""
    text = f"({number})::text"
    return f"lpad({text}, greatest({digits}, length({text})), '0')"


def add_invoices(env, invoice, first, count, say):
    """Copy a posted invoice of one product line without tax.

    Args:
        env: Odoo environment.
        invoice: the ``account.move`` to copy.
        first (int): number of the first copy.
        count (int): how many.
        say: called with progress.
    """
    tables = ("account_move", "account_move_line")
    env.flush_all()
    indexes = _take_down(env, tables)
    env.cr.execute("SET session_replication_role = replica")
    env.cr.execute(
        "CREATE TEMP TABLE payer AS SELECT row_number() OVER (ORDER BY id) - 1"
        " AS place, id, name FROM res_partner WHERE name LIKE 'Kunde %'"
    )
    env.cr.execute("CREATE INDEX ON payer (place); ANALYZE payer")
    env.cr.execute("SELECT count(*) FROM payer")
    (payers,) = env.cr.fetchone()
    for start in range(0, count, CHUNK):
        rows = min(CHUNK, count - start)
        _add_invoices(env, invoice, first + start, rows, payers)
        say(f"{first + start + rows} invoices")
    env.cr.execute("SET session_replication_role = DEFAULT; DROP TABLE payer")
    for definition in indexes:
        env.cr.execute(definition)
    env.cr.commit()
    env.invalidate_all()


def _add_invoices(env, invoice, first, count, payers):
    moves = _reserve(env, "account_move", count)
    items = _reserve(env, "account_move_line", 2 * count)
    values = {"first": first, "count": count, "payers": payers, "move": moves}
    amount = AMOUNT.replace("n ", "(n + %(first)s) ").replace("n:", "(n + %(first)s):")
    payer = "(SELECT {} FROM payer WHERE place = (%(first)s + n) %% %(payers)s)"
    day = "model.date + (%(first)s + n) %% 50 - %(shift)s"
    prefix = invoice.sequence_prefix
    name = f"'{prefix}' || {_padded('%(first)s + n + 1', 5)}"
    values["shift"] = 0  # the model is number 0: the first day
    _copy(
        env,
        "account_move",
        {
            "id": "%(move)s + n",
            "name": name,
            "payment_reference": name,
            "sequence_number": "%(first)s + n + 1",
            "partner_id": payer.format("id"),
            "commercial_partner_id": payer.format("id"),
            "partner_shipping_id": payer.format("id"),
            "invoice_partner_display_name": payer.format("name"),
            "invoice_date": day,
            "date": day,
            "invoice_date_due": day,
            **dict.fromkeys(_TOTALS, amount),
        },
        invoice.id,
        values,
    )
    for place, item in enumerate(invoice.line_ids.sorted("id")):
        own = {
            "id": f"%(item)s + 2 * n + {place}",
            "move_id": "%(move)s + n",
            "move_name": name,
            "partner_id": payer.format("id"),
            **_get_item_columns(item, name, day, amount),
        }
        _copy(env, "account_move_line", own, item.id, values | {"item": items})


def _get_item_columns(item, name, day, amount):
    """Return what copies of an invoice's item get, from its entry's SQL expressions."""
    signed = amount if item.balance > 0 else f"-{amount}"
    is_open = item.account_type == "asset_receivable"
    columns = {
        **dict.fromkeys(("date", "invoice_date"), day),
        "date_maturity": day if item.date_maturity else "NULL",
        **dict.fromkeys(("balance", "amount_currency"), signed),
        "debit": amount if item.balance > 0 else "0",
        "credit": amount if item.balance < 0 else "0",
    }
    residuals = ("amount_residual", "amount_residual_currency")
    if is_open:
        return columns | {"name": name} | dict.fromkeys(residuals, signed)
    prices = ("price_unit", "price_subtotal", "price_total")
    return columns | dict.fromkeys(residuals, "0") | dict.fromkeys(prices, amount)


def _copy(env, table, changed, model_id, values):
    """Insert ``count`` copies of a row; ``n`` counts from 0 in the expressions."""
    env.cr.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_name = %s AND is_generated = 'NEVER'",
        [table],
    )
    columns = env.cr.fetchall()
    selected = [
        f"({changed[name]})" if name in changed else f'model."{name}"'
        for name, _type in columns
    ]
    names = ", ".join(f'"{name}"' for name, _type in columns)
    env.cr.execute(
        f"INSERT INTO {table} ({names}) SELECT {', '.join(selected)}"
        f" FROM {table} model, generate_series(0, %(count)s - 1) n"
        " WHERE model.id = %(model)s",
        values | {"model": model_id},
    )


def _reserve(env, table, count):
    """Return the first of so many new ids."""
    env.cr.execute(
        "SELECT setval(%(s)s, nextval(%(s)s) + %(count)s) - %(count)s",
        {"s": f"{table}_id_seq", "count": count},
    )
    return env.cr.fetchone()[0]


def _take_down(env, tables):
    """Drop the indexes that no constraint needs; return what puts them back, with the
    comments by which Odoo knows a definition that has changed."""
    env.cr.execute(
        "SELECT indexname, concat_ws(';', indexdef, 'COMMENT ON INDEX '"
        " || quote_ident(indexname) || ' IS ' || quote_literal("
        "obj_description(quote_ident(indexname)::regclass, 'pg_class')))"
        " FROM pg_indexes i WHERE tablename = ANY(%s)"
        " AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conname = i.indexname)",
        [list(tables)],
    )
    found = env.cr.fetchall()
    for name, _definition in found:
        env.cr.execute(f'DROP INDEX "{name}"')
    return [definition for _name, definition in found]
