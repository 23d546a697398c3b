#!/usr/bin/env python3
"""Damage bank files in many ways, and say which damage is read without a word.

    tools/mutate.py [--count N] [--seed N] FILE-OR-FOLDER…

Whole files whose balances or totals prove their entries are changed: lines lost,
doubled and swapped, signs turned, digits swapped, amounts and dates changed, cut off,
encoded otherwise. What is read then must be what was read before, or be refused, or
warned of. The exit code is 1 if money was read otherwise without a word.
"""

import argparse
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pure  # noqa: E402, F401  (registers the package `bsi`)
from bsi.parsers.common.base import ParseError  # noqa: E402
from bsi.parsers.identify import parse_file  # noqa: E402

MOST = 200_000  # bytes of a file to damage
SECONDS = 10  # that one file may take
#: formats whose own totals prove every payment
WITH_TOTALS = {"ktl", "ocr_giro", "bgmax"}
#: signs and the other one, in all formats
TURNED = (
    (b"CRDT", b"DBIT"), (b"<RvslInd>true", b"<RvslInd>false"), (b";-", b";"),
    (b",-", b","), (b"\t-", b"\t"), (b";C;", b";D;"), (b"\"C\"", b"\"D\""),
    (b";Af;", b";Bij;"), (b";H;", b";S;"), (b"+", b"-"), (b",C,", b",D,"),
    (b"0C", b"0D"), (b"C0", b"D0"), (b"1C", b"1D"), (b"T-", b"T"), (b">-", b">"),
    (b"DEBIT", b"CREDIT"), (b",475,", b",195,"),
)  # fmt: skip


def lost(line, data):
    """Lose a line."""
    return _lines(line, data, lambda lines, at: lines[:at] + lines[at + 1 :])


def doubled(line, data):
    """Write a line twice."""
    return _lines(line, data, lambda lines, at: [*lines[:at], lines[at], *lines[at:]])


def swapped(line, data):
    """Change the places of two lines that follow each other."""
    return _lines(
        line,
        data,
        lambda lines, at: [*lines[:at], *lines[at : at + 2][::-1], *lines[at + 2 :]],
    )


def _lines(chance, data, change):
    mark = (
        b"<Ntry>"
        if b"<Ntry>" in data
        else b"<STMTTRN>"
        if b"<STMTTRN>" in data
        else b""
    )
    if mark and chance.random() < 0.5:
        parts = re.split(b"(?=" + re.escape(mark) + b")", data)
        if len(parts) > 2:
            inner = parts[1:-1]
            return b"".join(
                [parts[0], *change(inner, chance.randrange(len(inner))), parts[-1]]
            )
    lines = data.splitlines(keepends=True)
    return b"".join(change(lines, chance.randrange(len(lines))))


def turned(chance, data):
    """Turn one sign round."""
    pairs = [(a, b) for one, other in TURNED for a, b in ((one, other), (other, one))]
    found = [
        (m.start(), a, b) for a, b in pairs for m in re.finditer(re.escape(a), data)
    ]
    if not found:
        return data
    at, old, new = chance.choice(found)
    return data[:at] + new + data[at + len(old) :]


def digits_swapped(chance, data):
    """Change the places of two digits of an amount."""
    return _in_amount(chance, data, lambda text: _swap(chance, text))


def digit_changed(chance, data):
    """Change one digit of an amount."""
    return _in_amount(chance, data, lambda text: _digit(chance, text))


def digit_lost(chance, data):
    """Lose one digit of an amount."""
    return _in_amount(chance, data, lambda text: text[:1] + text[2:])


def mark_changed(chance, data):
    """Write a decimal mark as the other one."""
    return _in_amount(
        chance, data, lambda text: text.translate(bytes.maketrans(b".,", b",."))
    )


def mark_lost(chance, data):
    """Lose the decimal mark of an amount."""
    return _in_amount(chance, data, lambda text: re.sub(b"[.,]", b"", text))


def _in_amount(chance, data, change):
    found = list(re.finditer(rb"[0-9][0-9.,' ]*[.,][0-9]{1,2}(?![0-9])", data))
    found = found or list(re.finditer(rb"[0-9]{3,18}", data))
    if not found:
        return data
    match = chance.choice(found)
    return data[: match.start()] + change(match[0]) + data[match.end() :]


def _swap(chance, text):
    at = [n for n in range(len(text) - 1) if text[n : n + 2].isdigit()]
    if not at:
        return text
    n = chance.choice(at)
    return text[:n] + text[n + 1 : n + 2] + text[n : n + 1] + text[n + 2 :]


def _digit(chance, text):
    n = chance.choice([n for n in range(len(text)) if text[n : n + 1].isdigit()])
    return text[:n] + b"%d" % chance.randrange(10) + text[n + 1 :]


def any_digit(chance, data):
    """Change any digit of the file."""
    return _digit(chance, data) if re.search(rb"[0-9]", data) else data


def cut(chance, data):
    """Cut the file off."""
    return data[: chance.randrange(1, len(data))]


def hole(chance, data):
    """Lose some bytes."""
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.randrange(1, 60) :]


def noise(chance, data):
    """Write something over some bytes."""
    at = chance.randrange(len(data))
    piece = chance.choice(
        [b"\0", b"\xff", b" ", b"\n", b";", b",", b"-", b"x", b'"', b"<", b"'"]
    )
    return data[:at] + piece + data[at + chance.randrange(0, 4) :]


def encoded(chance, data):
    """Write the file in another encoding."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    name = chance.choice(["utf-16", "utf-8-sig", "cp850", "cp1252", "utf-8"])
    return text.encode(name, "replace")


DAMAGE = (
    lost, doubled, swapped, turned, digits_swapped, digit_changed, digit_lost,
    mark_changed, mark_lost, any_digit, cut, hole, noise, encoded,
)  # fmt: skip


def read(data):
    """Return the file, or None if it is refused."""
    try:
        return parse_file("file", data)
    except ParseError as error:
        if not (error.code and error.what and error.hint):
            raise AssertionError(f"a refusal that does not tell: {error}") from error
        return None


def is_warned(parsed):
    """Say whether somebody is told to look."""
    messages = [*parsed.messages, *(m for s in parsed.statements for m in s.messages)]
    return any(message.level == "warn" for message in messages)


def proof(parsed):
    """Say whether the file proves its entries."""
    if parsed.format in WITH_TOTALS:
        return True
    statements = [s for s in parsed.statements if s.kind == "statement"]
    return bool(statements) and all(
        None not in (s.opening, s.closing)
        and s.opening + sum(t.amount for t in s.transactions) == s.closing
        for s in statements
    )


def money(parsed):
    """Return what is booked, wherever."""
    return Counter(t.amount for s in parsed.statements for t in s.transactions)


def judge(before, data):
    """Return what became of a damaged file: ``refused``, ``warned``, ``same``,
    ``proven`` (other money that its balances prove), ``unproven`` (less of it, and the
    file is told to prove nothing), ``silent``."""
    after = read(data)
    if after is None:
        return "refused", None
    if is_warned(after):
        return "warned", after
    if money(after) == money(before):
        return "same", after
    if proof(after):
        return "proven", after
    told = any(m.code == "no_balance" for s in after.statements for m in s.messages)
    return ("unproven" if told and money(after) < money(before) else "silent"), after


def files(names):
    """Yield files whose own balances or totals prove them, without a warning."""
    for name in names:
        path = Path(name)
        for found in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if not found.is_file() or found.stat().st_size > MOST:
                continue
            data = found.read_bytes()
            parsed = read(data)
            if parsed and proof(parsed) and money(parsed) and not is_warned(parsed):
                yield found, data, parsed


def run(seeds, count, seed):
    """Yield file, damage, verdict and bytes of each damaged file."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    for number in range(count):
        path, data, before = seeds[number % len(seeds)]
        damage = chance.choice(DAMAGE)
        damaged = damage(chance, data)
        if damaged in (b"", data):
            continue
        start = time.perf_counter()
        verdict, after = judge(before, damaged)
        if time.perf_counter() - start > SECONDS:
            verdict = "slow"
        yield path, damage.__name__, verdict, damaged, after


def main(arguments=None):
    """Damage and count; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="folder for the files that are read silently")
    parser.add_argument("files", nargs="+", metavar="FILE")
    options = parser.parse_args(arguments)
    seeds = list(files(options.files))
    verdicts, bad = Counter(), Counter()
    for path, damage, verdict, damaged, after in run(
        seeds, options.count, options.seed
    ):
        verdicts[verdict] += 1
        if verdict in ("silent", "proven", "slow"):
            bad[after and after.format, verdict, damage, path.name] += 1
            if options.keep:
                number = sum(bad.values())
                name = f"{verdict}_{number:04d}_{damage}_{path.name}"
                (Path(options.keep) / name).write_bytes(damaged)
    print(f"{len(seeds)} files:", ", ".join(f"{k} {n}" for k, n in verdicts.items()))
    for (code, verdict, damage, name), number in sorted(bad.items()):
        print(f"  {code:9} {verdict:7} {damage:15} {number:4} {name}")
    return int(any(verdict in ("silent", "slow") for _c, verdict, _d, _n in bad))


if __name__ == "__main__":
    sys.exit(main())
