"""Tables in Html fields; what is no markup is escaped."""

from collections.abc import Iterable

from markupsafe import Markup

from ...engine.text.nested import flatten


def html_table(rows: Iterable[Iterable], titles: Iterable = ()) -> Markup:
    """Return rows of cells as a table.

    Args:
        rows: values of the cells of each row; empty ones show nothing.
        titles: of the columns, if they have any.
    """
    head = Markup("<thead>{}</thead>").format(_row("th", titles)) if titles else ""
    body = Markup().join(_row("td", cells) for cells in rows)
    return Markup('<table class="table table-sm">{}<tbody>{}</tbody></table>').format(
        head, body
    )


def html_facts(data: dict) -> Markup:
    """Return nested JSON as a table of names and values."""
    row = Markup("<tr><th>{}</th><td>{}</td></tr>")
    return Markup('<table class="table table-sm">{}</table>').format(
        Markup().join(row.format(*pair) for pair in flatten(data))
    )


def _row(tag: str, cells: Iterable) -> Markup:
    cell = Markup("<{0}>{1}</{0}>")
    return Markup("<tr>{}</tr>").format(
        Markup().join(cell.format(tag, value or "") for value in cells)
    )
