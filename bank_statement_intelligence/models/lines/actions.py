"""The windows that our buttons open."""


def form_action(record, **values) -> dict:
    """Return the action that shows one record in its form.

    Args:
        record: a record of any model.
        values: other values of the action, e.g. ``name`` or ``target="new"``.
    """
    return {
        "type": "ir.actions.act_window",
        "res_model": record._name,
        "res_id": record.id,
        "view_mode": "form",
        **values,
    }


def list_action(records, name: str, **values) -> dict:
    """Return the action that lists records.

    Args:
        records: records of one model.
        name: title of the window.
        values: other values of the action, e.g. another ``domain``.
    """
    return {
        "type": "ir.actions.act_window",
        "name": name,
        "res_model": records._name,
        "view_mode": "list,form",
        "domain": [("id", "in", records.ids)],
        **values,
    }


def addon_action(env, xml_id: str, **values) -> dict:
    """Return a window action of this addon with some values of it replaced.

    Args:
        env: the environment.
        xml_id: its name without the addon's.
        values: what is replaced, e.g. ``domain`` and ``context``.
    """
    found = env["ir.actions.act_window"]._for_xml_id(
        f"bank_statement_intelligence.{xml_id}"
    )
    return {**found, **values}


def notify(message: str, kind: str = "warning", **params) -> dict:
    """Return the action that shows a message, and closes the dialog it came from.

    Args:
        message: the text.
        kind: ``success``, ``info``, ``warning`` or ``danger``.
        params: more of the client action's parameters, such as ``title``.
    """
    close = {"type": "ir.actions.act_window_close"}
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {"type": kind, "message": message, "next": close, **params},
    }


def notify_queued(env, records) -> dict:
    """Return the action that says that the scheduled action does what was asked.

    Args:
        env: for the language.
        records: what one request cannot do.
    """
    text = env._(
        "%s lines are too many for one request: the scheduled action does it in a "
        "moment, step by step. What came of it stands among the matching runs.",
        len(records),
    )
    return notify(text, "info")


def undoable(message: str, lines) -> dict:
    """Return the action that shows what was done with a button that undoes it.

    Args:
        message: the text.
        lines: bank lines that were posted; without any, it is an ordinary message.
    """
    if not lines:
        return notify(message)
    action = notify(message, "info", line_ids=lines.ids, sticky=True)
    return action | {"tag": "bank_statement_intelligence.undoable"}


def download_action(record, field: str, name: str) -> dict:
    """Return the action that hands out a binary field of a record as a file."""
    return {
        "type": "ir.actions.act_url",
        "url": f"/web/content/{record._name}/{record.id}/{field}/{name}?download=true",
        "target": "self",
    }
