"""Nested JSON as rows for people."""

from collections.abc import Iterator


def flatten(data: dict | list, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield ``(name, value)`` of every non-empty value in nested JSON.

    Args:
        data: the JSON.
        prefix: what stands before each name.
    Returns:
        names as people read them, with their values, in the order of the JSON.

    >>> list(flatten({"a": {"b": 1}, "c": [{"d": 2}], "e": ""}))
    [('a b', 1), ('c 1 d', 2)]
    """
    pairs = data.items() if isinstance(data, dict) else enumerate(data, start=1)
    for key, value in pairs:
        name = f"{prefix}{key}".replace("_", " ")
        if isinstance(value, dict | list):
            yield from flatten(value, f"{name} ")
        elif value not in ("", None, False):
            yield name, value
