"""Who paid: the partner of a bank account, a name or a customer number, if certain.

A name, account or number that fits two partners is no evidence (DESIGN.md 5, pass 70);
nor is an account whose owner and the payer's name are two partners. A name that is only
alike is a hint: see ``near_partner_id``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from odoo import api, models
from odoo.tools import SQL

from ...engine.references.accounts import account_forms
from ...engine.references.scan import KEY_SQL
from ...engine.text.likeness import begins_with, nearest, written_as, written_in
from ...engine.text.normalise import (
    is_written_out,
    legal_forms,
    name_key,
    name_keys_in,
    spellings,
    written_out,
)
from ..lines.tables import entry

#: words of a name that are worth looking for
MIN_WORD = 4
#: partners of one word: of more, it says nothing
MAX_ALIKE = 500


@dataclass(frozen=True, slots=True)
class Source:
    """Where the money of a transaction comes from, in the bank's words."""

    id: int
    account: str
    name: str


@dataclass(slots=True)
class Payer:
    """What is known of who paid a transaction.

    ``partner_id`` is certain, ``near_partner_id`` only likely; ``partner_how`` is the
    evidence code of either and ``partner_name`` what to show. ``is_shared``: the
    account is that of several. ``account_differs``: he pays from another one than his
    on file.
    """

    id: int
    partner_id: int | None = None
    partner_how: str = ""
    partner_name: str = ""
    near_partner_id: int | None = None
    is_shared: bool = False
    account_differs: bool = False


@dataclass(frozen=True, slots=True)
class Other:
    """Who else may have paid: in which words he is told, and the partners it can be.

    ``is_rival``: nothing tells him from the payer but what he owes.
    """

    name: str
    how: str
    partner_ids: tuple[int, ...] = ()
    is_rival: bool = False


class BankPartnerFinder(models.AbstractModel):
    _name = "bank.partner.finder"
    _description = "Partner of a Bank Line"

    @entry("line_partners", 10)
    def _find_for_transactions(self, transactions, company) -> list[int | bool]:
        """Return the id of the commercial partner of each transaction, or False.

        Args:
            transactions: ``ParsedTransaction`` records.
            company: the company whose partners count.
        """
        facts = [(tx.counterparty.account, tx.counterparty.name) for tx in transactions]
        return [found[0] if found else False for found in self._find(facts, company)]

    @api.model
    def _find(self, facts, company) -> list[tuple[int, str] | None]:
        """Return for each ``(account, name)`` the partner and how it was found.

        Args:
            facts: counterparty account and name as the bank wrote them.
            company: the company whose partners count.
        Returns:
            per fact ``(commercial partner id, "iban" | "name_full")`` or None. Of an
            account that belongs to several it is the one of that name.
        """
        facts = list(facts)
        owners = self._by_account({account for account, _name in facts}, company)
        namesakes = self._by_name({name for _account, name in facts}, company)
        return [
            _choose(owners.get(account), namesakes.get(name)) for account, name in facts
        ]

    @api.model
    def _find_payers(self, sources: list[Source], company) -> dict[int, Payer]:
        """Return what is known of the payer of each transaction of a run, by its id.

        Account and name come first; a customer number counts where they are silent.
        Other addons extend it by ``super()``.

        Args:
            sources: one per transaction of ``match_txn``.
            company: the company whose partners count.
        """
        owners = self._by_account({source.account for source in sources}, company)
        namesakes = self._by_name({source.name for source in sources}, company)
        numbers = self._by_number(company)
        payers: dict[int, Payer] = {}
        for source in sources:
            payers[source.id] = payer = Payer(source.id)
            of_account = owners.get(source.account)
            payer.is_shared = len(of_account or ()) > 1
            if found := _choose(of_account, namesakes.get(source.name)):
                payer.partner_id, payer.partner_how = found
            elif (found := numbers.get(source.id)) and (
                not payer.is_shared or found.partner_id in of_account
            ):
                payers[source.id] = found
        self._add_account_differs(payers, sources)
        unknown = {
            payer.id: payer
            for payer in payers.values()
            if not payer.partner_id and not payer.is_shared
        }
        self._add_near(unknown, sources, company)
        self._add_named_in_text(unknown, company)
        return payers

    # -- by account --------------------------------------------------------------------

    def _by_account(self, accounts, company) -> dict[str, set[int]]:
        """Return the commercial partners of each account that is on file."""
        forms = {account: account_forms(account) for account in accounts if account}
        wanted = list(frozenset().union(*forms.values())) if forms else []
        if not wanted:
            return {}
        self.env["res.partner.bank"].flush_model()
        self.env["res.partner"].flush_model(["commercial_partner_id", "active"])
        self.env.cr.execute(
            """
            SELECT bank.form, array_agg(DISTINCT partner.commercial_partner_id)
              FROM unnest(%(wanted)s) wanted CROSS JOIN LATERAL (
                   SELECT partner_id, active, company_id, wanted AS form
                     FROM res_partner_bank WHERE sanitized_acc_number = wanted
                    UNION ALL
                   SELECT partner_id, active, company_id, wanted
                     FROM res_partner_bank
                    WHERE ltrim(substr(sanitized_acc_number, 5), '0') = wanted
                      AND sanitized_acc_number ~ '^[A-Z]{2}[0-9]{2}' OFFSET 0) bank
              JOIN res_partner partner ON partner.id = bank.partner_id
             WHERE bank.active AND partner.active
               AND (bank.company_id IS NULL OR bank.company_id = %(company)s)
               AND (partner.company_id IS NULL OR partner.company_id = %(company)s)
               AND partner.commercial_partner_id <> %(own)s
          GROUP BY bank.form
            """,
            {"company": company.id, "own": company.partner_id.id, "wanted": wanted},
        )
        owners = dict(self.env.cr.fetchall())
        found = defaultdict(set)
        for account, own_forms in forms.items():
            for form in own_forms:
                found[account].update(owners.get(form, ()))
        return {account: ids for account, ids in found.items() if ids}

    def _add_account_differs(self, payers, sources: list[Source]) -> None:
        """A person known by name who pays from an account that is not his on file."""
        by_name = [
            payers[source.id]
            for source in sources
            if payers[source.id].partner_how == "name_full" and source.account
        ]
        if not by_name:
            return
        self.env.cr.execute(
            """
            SELECT DISTINCT partner.id
              FROM res_partner partner
              JOIN res_partner_bank bank ON bank.partner_id = partner.id AND bank.active
             WHERE partner.id = ANY(%s) AND partner.is_company IS NOT TRUE
            """,
            [list({payer.partner_id for payer in by_name})],
        )
        persons = {row[0] for row in self.env.cr.fetchall()}
        for payer in by_name:
            payer.account_differs = payer.partner_id in persons

    # -- by name -----------------------------------------------------------------------

    def _by_name(self, names, company) -> dict[str, set[int]]:
        """Return the commercial partners of each name, in the legal form written."""
        keys = {name: key for name in names if name and (key := name_key(name))}
        plain = {name: name_key(written_out(name)) for name in keys}
        found = self._read_spellings({*keys.values(), *plain.values()}, company)
        return {
            name: written_as(name, partners)
            for name, key in keys.items()
            if (partners := found.get(key) or found.get(plain[name]))
        }

    def _read_spellings(self, keys, company) -> dict[str, dict[int, str]]:
        """Return by name key the partners and their names; where there is none of just
        that key, those whose letters are written out in it (``MUELLER``)."""
        spelled = {key: spellings(key) for key in keys}
        wanted = list(set().union(*spelled.values()))
        if not wanted:
            return {}
        names = self._read_names(SQL("bank_name_key = ANY(%s)", wanted), company)
        found = {}
        for key, others in spelled.items():
            partners = names.get(key) or {
                partner_id: name
                for other in others
                for partner_id, name in names.get(other, {}).items()
                if is_written_out(key, name)
            }
            if partners:
                found[key] = partners
        return found

    def _read_names(self, condition: SQL, company) -> dict[str, dict[int, str]]:
        """Return by name key the commercial partners of the company and their names,
        without the company itself."""
        fields = ["name", "bank_name_key", "active", "commercial_partner_id"]
        self.env["res.partner"].flush_model(fields)
        self.env.cr.execute(
            SQL(
                """
                SELECT DISTINCT bank_name_key, commercial_partner_id, name
                  FROM res_partner
                 WHERE active AND commercial_partner_id <> %s
                   AND (company_id IS NULL OR company_id = %s)
                   AND (parent_id IS NULL OR is_company) AND %s
                """,
                company.partner_id.id,
                company.id,
                condition,
            )
        )
        found: dict[str, dict[int, str]] = defaultdict(dict)
        for key, partner_id, name in self.env.cr.fetchall():
            found[key][partner_id] = name
        return found

    def _read_names_by_word(self, words, company) -> dict[str, dict[int, str]]:
        """Return by word the partners whose name has it; a word of very many names
        leads to nobody."""
        condition = SQL(
            """id IN (SELECT (unnest(ids)) FROM unnest(%s::text[]) word
               CROSS JOIN LATERAL (
                   SELECT array_agg(id) AS ids FROM (
                          SELECT id FROM res_partner
                           WHERE string_to_array(bank_name_key, ' ') @> ARRAY[word]
                           LIMIT %s) alike
                   HAVING count(*) <= %s) found)""",
            list(words),
            MAX_ALIKE + 1,
            MAX_ALIKE,
        )
        by_word: dict[str, dict[int, str]] = defaultdict(dict)
        for key, partners in self._read_names(condition, company).items():
            for word in key.split():
                by_word[word].update(partners)
        return by_word

    def _add_near(self, unknown, sources: list[Source], company) -> None:
        """Note whose name is alike, where the payer is not known."""
        names = {source.id: source.name for source in sources if source.id in unknown}
        keys = {name: key for name in names.values() if (key := name_key(name))}
        words = {word for key in keys.values() for word in key.split()}
        words = [word for word in words if len(word) >= MIN_WORD]
        if not words:
            return
        by_word = self._read_names_by_word(words, company)
        near = {
            name: nearest(name, set().union(*(by_word[w].items() for w in key.split())))
            for name, key in keys.items()
        }
        for txn_id, name in names.items():
            if near.get(name):
                payer = unknown[txn_id]
                payer.near_partner_id = payer.near_partner_id or near[name]
                payer.partner_how = payer.partner_how or "name_partial"

    def _add_named_in_text(self, unknown, company) -> None:
        """Note whose name stands in the text, where nothing else tells who paid: the
        longest name counts; two partners of it are nobody."""
        silent = [p.id for p in unknown.values() if not p.near_partner_id]
        if not silent:
            return
        for txn_id, named in self._read_named(silent, company).items():
            partners = _longest(named)
            if len(partners) == 1:
                payer = unknown[txn_id]
                ((payer.near_partner_id, payer.partner_name),) = partners.items()
                payer.partner_how = "name_in_text"

    def _read_named(self, txn_ids, company) -> dict[int, dict[str, dict[int, str]]]:
        """Return per transaction the names in its text: by key, whose they are."""
        self.env.cr.execute(
            "SELECT id, text FROM match_txn WHERE id = ANY(%s)", [list(txn_ids)]
        )
        texts = dict(self.env.cr.fetchall())
        keys = {
            txn_id: name_keys_in(text) | name_keys_in(written_out(text))
            for txn_id, text in texts.items()
        }
        names = self._read_spellings(set().union(*keys.values()), company)
        return {
            txn_id: {
                key: written_in(texts[txn_id], names[key])
                for key in found
                if key in names
            }
            for txn_id, found in keys.items()
        }

    # -- who else ----------------------------------------------------------------------

    @api.model
    def _find_others(self, transactions, company) -> dict[int, Other]:
        """Return who else may have paid what is not settled yet.

        In this order: whose labelled customer number or name stands in the text of
        somebody else's payment; whose name is the payer's and more (``HANSEN`` may be
        Hansen AS and Hansen & Sønn AS); who shares the account of an unknown payer.

        Args:
            transactions: ``Txn`` records.
            company: the company whose partners count.
        """
        payers = {
            txn.id: {txn.partner_id, *txn.pays_for}
            for txn in transactions
            if txn.partner_id and txn.partner_how != "partner_set"
        }
        unknown = {t.id for t in transactions if not t.partner_id and not t.pays_for}
        self.env.cr.execute(
            "SELECT id, account, name FROM match_txn WHERE id = ANY(%s)",
            [[*payers, *unknown]],
        )
        sources = [Source(*row) for row in self.env.cr.fetchall()]
        others = self._find_sharers([s for s in sources if s.id in unknown], company)
        by_name = self._named_without_form(transactions)
        named = [s for s in sources if s.id in payers and s.id in by_name]
        others |= self._find_longer_names(named, payers, company)
        return others | self._find_told(payers, company)

    def _named_without_form(self, transactions) -> set[int]:
        """Return the transactions of payers found by name whose legal form the bank may
        have left out; a name that has none in the books is written in full."""
        by_name = {
            t.id: t.partner_id for t in transactions if t.partner_how == "name_full"
        }
        partners = self.env["res.partner"].sudo().browse(set(by_name.values()))
        formed = {p.id for p in partners if legal_forms(p.name or "")}
        return {txn_id for txn_id, payer in by_name.items() if payer in formed}

    def _find_sharers(self, sources: list[Source], company) -> dict[int, Other]:
        """Return of payers of whom an account tells several who these are.

        A name that several partners have says nothing: it can be a stranger's.
        """
        owners = self._by_account({source.account for source in sources}, company)
        return {
            source.id: Other(source.account, "account_shared", tuple(sorted(found)))
            for source in sources
            if len(found := owners.get(source.account, ())) > 1
        }

    def _find_longer_names(self, sources, payers, company) -> dict[int, Other]:
        """Return of names without a legal form whose name is that and more."""
        keys = {
            source.id: max(key.split(), key=len)
            for source in sources
            if (key := name_key(source.name)) and not legal_forms(source.name)
        }
        by_word = self._read_names_by_word(set(keys.values()), company)
        others = {}
        for source in sources:
            longer = {
                partner_id: name
                for partner_id, name in by_word.get(keys.get(source.id), {}).items()
                if partner_id not in payers[source.id]
                and begins_with(name, source.name)
            }
            if longer:
                others[source.id] = Other(
                    source.name, "name_partial", tuple(sorted(longer)), is_rival=True
                )
        return others

    def _find_told(self, payers: dict[int, set[int]], company) -> dict[int, Other]:
        others: dict[int, Other] = {}
        for txn_id, named in self._read_named(payers, company).items():
            own = [set(key.split()) for key in named if payers[txn_id] & {*named[key]}]
            strange = {
                key: partners
                for key, partners in named.items()
                if not any(set(key.split()) <= words for words in own)
            }
            if partners := _longest(strange):
                name = next(iter(partners.values()))
                ids = tuple(partners) if len(partners) == 1 else ()
                others[txn_id] = Other(name, "name_in_text", ids)
        for txn_id, found in self._by_number(company).items():
            if found.partner_id and found.partner_id not in payers.get(txn_id, {None}):
                others[txn_id] = Other(
                    found.partner_name, "customer_number", (found.partner_id,)
                )
        return others

    # -- by customer number ------------------------------------------------------------

    def _by_number(self, company) -> dict[int, Payer]:
        """Return the payers that customer numbers name, by transaction.

        Certain if the text calls it a customer number; else it may be any number.
        """
        self.env["res.partner"].flush_model(["ref", "active", "commercial_partner_id"])
        self.env.cr.execute(
            SQL(
                """
                SELECT r.txn_id, r.labelled, r.raw,
                       array_agg(DISTINCT partner.commercial_partner_id)
                  FROM (SELECT DISTINCT key FROM match_reference WHERE NOT loose) named
                 CROSS JOIN LATERAL (
                       SELECT partner.* FROM res_partner partner
                        WHERE %(key)s = named.key AND partner.ref IS NOT NULL
                       OFFSET 0) partner
                  JOIN match_reference r ON r.key = named.key AND NOT r.loose
                 WHERE partner.active
                   AND (partner.company_id IS NULL OR partner.company_id = %(company)s)
              GROUP BY r.txn_id, r.labelled, r.raw
                """,
                key=SQL(KEY_SQL.format("partner.ref")),
                company=company.id,
            )
        )
        found: dict[int, list] = defaultdict(list)
        for txn_id, labelled, raw, partners in self.env.cr.fetchall():
            found[txn_id].append((labelled, raw, partners))
        payers = [_of_number(txn_id, rows) for txn_id, rows in found.items()]
        return {payer.id: payer for payer in payers if payer}


def _choose(owners, namesakes) -> tuple[int, str] | None:
    """Return the partner of an account and a name, and which of them proves it."""
    if owners:
        both = owners & (namesakes or owners)
        return (next(iter(both)), "iban") if len(both) == 1 else None
    if namesakes and len(namesakes) == 1:
        return next(iter(namesakes)), "name_full"
    return None


def _longest(named: dict[str, dict[int, str]]) -> dict[int, str]:
    """Return whose the longest of some names is, and what it is in the books."""
    longest = max(map(len, named), default=0)
    return {
        partner_id: name
        for key, partners in named.items()
        if len(key) == longest
        for partner_id, name in partners.items()
    }


def _of_number(txn_id: int, rows: list[tuple[bool, str, list[int]]]) -> Payer | None:
    """Return the one partner of customer numbers: certain if labelled as such."""
    rows = [row for row in rows if row[0]] or rows
    partners = {partner_id for _labelled, _raw, ids in rows for partner_id in ids}
    if len(partners) != 1:
        return None
    (partner_id,), (labelled, raw, _ids) = partners, rows[0]
    if labelled:
        return Payer(txn_id, partner_id, "customer_number", raw)
    return Payer(txn_id, None, "customer_number", near_partner_id=partner_id)
