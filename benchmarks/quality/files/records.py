"""Records with fields at fixed places."""


def place(width, *fields):
    """Return a record of blanks with each ``(position, text)`` at its place."""
    found = [" "] * width
    for position, text in fields:
        found[position - 1 : position - 1 + len(text)] = text
    if len(found) != width:
        raise ValueError(f"a field is too long: {fields}")
    return "".join(found)


def signed(cents, width=18):
    """Return an amount with its sign before it.

    >>> signed(-123, 5)
    '-00123'
    """
    return f"{'-' if cents < 0 else '+'}{abs(cents):0{width}}"


def grouped(lines):
    """Return ``{day: lines}``."""
    found = {}
    for line in lines:
        found.setdefault(line.day, []).append(line)
    return found
