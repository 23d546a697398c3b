"""Print what became of the bank lines: tables for people who read books."""

import shutil
import sys
import textwrap

OPEN = ("proposed", "tie", "approved")
WIDEST = 200
ARROW = "    ↳ "


def width():
    """Return the terminal's width, within reason."""
    return max(100, min(shutil.get_terminal_size((140, 40)).columns, WIDEST))


def say(text=""):
    """Print a line at once, whatever the terminal can show."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), flush=True)


def title(text):
    """Print a heading."""
    say(f"\n{text}\n{'─' * min(len(text), width())}")


def cut(text, size):
    """Return the text on one line and no longer than `size`."""
    text = " ".join(str(text or "").split())
    return text if len(text) <= size else f"{text[: size - 1]}…"


def money(value):
    """Return an amount as accountants write it."""
    return f"{value:,.2f}"


# -- bank lines ----------------------------------------------------------------------


def print_lines(journal, lines):
    """Print every bank line of a journal: state, found by, books, evidence."""
    label = dict(
        journal._fields["match_automation"]._description_selection(journal.env)
    )
    currency = journal.currency_id or journal.company_id.currency_id
    title(
        f"{journal.name} · {journal.bank_account_id.acc_number} · "
        f"{label[journal.match_automation]}"
    )
    if not lines:
        say("no bank lines")
        return
    say(_row("Date", currency.name, "Bank text", "State", "Found by", "Books"))
    for line in lines.sorted(lambda line: (line.date, line.id)):  # as the bank did
        for text in format_line(line):
            say(text)


def format_line(line):
    """Return the printed lines of one bank line."""
    proposals = _proposals(line)
    states = dict(line._fields["match_state"]._description_selection(line.env))
    books = line.match_counterpart
    partner = proposals.line_ids.partner_id
    if books and len(partner) == 1:
        books = f"{books} · {partner.name}"
    yield _row(
        str(line.date),
        money(line.amount),
        _text(line),
        states[line.match_state],
        line.match_pass_id.name or ", ".join(set(proposals.pass_id.mapped("name"))),
        books,
    )
    for proposal in proposals:
        yield from _wrap(_evidence(proposal, proposals))
    if line.match_warning:
        yield from _wrap(f"⚠ {line.match_warning}")


def _proposals(line):
    """Return what is posted on a settled line, what waits on an open one."""
    wanted = ("posted",) if line.match_state == "reconciled" else OPEN
    return line.match_proposal_ids.filtered(lambda proposal: proposal.state in wanted)


def _text(line):
    name = line.partner_name or ""
    return f"{line.payment_ref} ({name})" if name else line.payment_ref


def _evidence(proposal, all_of_line):
    facts = proposal.evidence_summary
    if proposal.difference:
        facts += f"; left over: {money(proposal.difference)}"
    if len(all_of_line) > 1:
        facts = f"{proposal.counterpart_summary}: {facts}"
    return f"T{proposal.tier} {facts}"


def _row(day, amount, text, state, found, books):
    fixed = 10 + 13 + 22 + 25 + 5 * 2
    rest = width() - fixed
    text_size = rest // 2
    return (
        f"{day:<10}  {amount:>13}  {cut(text, text_size):<{text_size}}  "
        f"{cut(state, 22):<22}  {cut(found, 25):<25}  {cut(books, rest - text_size)}"
    ).rstrip()


def _wrap(text):
    text = " ".join(text.split())
    return textwrap.wrap(
        text,
        width(),
        initial_indent=ARROW,
        subsequent_indent=" " * len(ARROW),
        max_lines=3,
        placeholder=" …",
    )


# -- files and runs ------------------------------------------------------------------


def print_files(files):
    """Print the received files, and what was wrong with those that are not in."""
    title("Files")
    states = dict(files._fields["state"]._description_selection(files.env))
    size = max(len(name) for name in files.mapped("name"))
    for file in files.sorted("id"):
        say(
            f"{file.name:<{size}}  {states[file.state]:<16}  {file.format or '':<10}  "
            f"{file.new_count:>3} new  {file.known_count:>3} known"
        )
        parts = [file.error_what, file.error_where, file.error_why, file.error_action]
        if file.error_code:
            for text in _wrap(f"✗ {' – '.join(part for part in parts if part)}"):
                say(text)
        for fact in file.messages or []:
            for text in _wrap(
                " – ".join(filter(None, (fact["where"], fact["message"])))
            ):
                say(text)


def print_run(run):
    """Print one matching run."""
    journals = ", ".join(run.journal_ids.mapped("name"))
    say(
        f"  {journals}: {run.line_count} lines, {run.posted_count} posted, "
        f"{run.proposed_count} proposed, {run.choose_count} to choose, "
        f"{run.unresolved_count} unresolved, {run.error_count} errors "
        f"({run.seconds:.1f} s)"
    )


# -- summary -------------------------------------------------------------------------


def print_summary(journals, lines):
    """Print how many lines are in which state, per journal."""
    title("Summary: lines per state")
    states = lines._fields["match_state"]._description_selection(lines.env)
    columns = [(journal.name, lines.filtered(_is_of(journal))) for journal in journals]
    columns = [(name, group) for name, group in columns if group]
    columns.append(("Total", lines))
    say(" " * 24 + "".join(f"{cut(name, 18):>20}" for name, _group in columns))
    for code, label in states:
        counts = [
            len(group.filtered(lambda line, code=code: line.match_state == code))
            for _name, group in columns
        ]
        if counts[-1]:
            say(f"{label:<24}" + "".join(f"{count or '·':>20}" for count in counts))
    say(f"{'All':<24}" + "".join(f"{len(group):>20}" for _name, group in columns))


def _is_of(journal):
    return lambda line: line.journal_id == journal


def print_balances(journals):
    """Print the bank's balance beside the ledger's, and what waits in suspense."""
    title("Balances, each in the journal's currency")
    say(
        f"{'':<24}{'day':>12}{'bank':>16}{'ledger':>16}"
        f"{'difference':>14}{'in suspense':>16}"
    )
    for journal in journals:
        facts = journal.env["bank.statement.api"].balances(journal_id=journal.id)
        say(
            f"{cut(journal.name, 23):<24}{facts['date']:>12}"
            f"{money(facts['statement']):>16}{money(facts['ledger']):>16}"
            f"{money(facts['difference']):>14}{money(facts['suspense']):>16}"
        )
        for explanation in facts["explanations"]:
            for text in _wrap(explanation["message"]):
                say(text)


def print_all(books):
    """Print the whole result: lines by journal, files, summary, balances."""
    odoo = books.odoo
    company = [("company_id", "=", books.company.id)]
    lines = odoo["account.bank.statement.line"].search(company)
    journals = [books.journals[code] for code in books.journals]
    used = [journal for journal in journals if lines.filtered(_is_of(journal))]
    for journal in used:
        print_lines(journal, lines.filtered(_is_of(journal)))
    print_files(odoo["bank.import.file"].search(company))
    print_summary(used, lines)
    print_balances(used)
