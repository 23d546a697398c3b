"""Messages that buttons answer with."""


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
