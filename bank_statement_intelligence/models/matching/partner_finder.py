"""Who paid: the partner of a bank account, a name or a customer number, if certain.

A name, account or number that fits two partners is no evidence (DESIGN.md 5, pass 70);
nor is an account whose owner and the payer's name are two partners. A name that is only
alike is a hint: see ``near_partner_id``.
"""

from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ...engine.references.accounts import account_forms
from ...engine.references.scan import KEY_SQL
from ...engine.text.likeness import nearest
from ...engine.text.normalise import name_key, name_keys_in
from ..lines.tables import entry

#: words of a name that are worth looking for
MIN_WORD = 4


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
            per fact ``(commercial partner id, "iban" | "name_full")`` or None. An
            account that belongs to several decides nothing, whatever the name.
        """
        facts = list(facts)
        by_account = self._by_account({account for account, _name in facts}, company)
        by_name = self._by_name({name for _account, name in facts}, company)
        return [
            self._choose(by_account.get(account), by_name.get(name))
            for account, name in facts
        ]

    @api.model
    def _find_payers(self, units, company) -> dict[int, dict]:
        """Return what is known of the payer of each unit of ``bsi_unit``.

        Other addons and rules extend it by ``super()``: ``partner_id`` with ``how``
        (an evidence code) for a certain one, ``near_partner_id`` for a likely one,
        ``pays_for`` (partner ids), ``apply_method``, ``name`` to show.

        Args:
            units: ``(unit id, line id, account, name)`` rows.
            company: the company whose partners count.
        """
        facts = [(account, name) for _unit, _line, account, name in units]
        owners = self._by_account({account for account, _name in facts}, company)
        proved = self._find(facts, company)
        numbers = self._by_number(company)
        payers: dict[int, dict] = {}
        for (unit_id, _line_id, account, _name), found in zip(
            units, proved, strict=True
        ):
            shared = len(owners.get(account, ())) > 1
            number = None if shared else numbers.get(unit_id)
            payers[unit_id] = self._merge(found, number) | {"shared": shared}
        self._add_account_differs(payers, units)
        self._add_near(payers, units, company)
        self._add_named_in_text(payers, company)
        return payers

    def _merge(self, found, number) -> dict:
        """Account and name come first; a customer number only where they are silent."""
        if found:
            return {"partner_id": found[0], "how": found[1]}
        if number and number[1]:
            return {
                "partner_id": number[0], "how": "customer_number", "name": number[2],
            }  # fmt: skip
        return (
            {"near_partner_id": number[0], "how": "customer_number"} if number else {}
        )

    def _choose(self, owners, namesakes) -> tuple[int, str] | None:
        if owners:
            if len(owners) > 1 or (namesakes and not owners & namesakes):
                return None
            return next(iter(owners)), "iban"
        if namesakes and len(namesakes) == 1:
            return next(iter(namesakes)), "name_full"
        return None

    # -- by account --------------------------------------------------------------------

    def _by_account(self, accounts, company) -> dict[str, set[int]]:
        forms = {account: account_forms(account) for account in accounts if account}
        wanted = list(frozenset().union(*forms.values())) if forms else []
        if not wanted:
            return {}
        self.env["res.partner.bank"].flush_model()
        self.env["res.partner"].flush_model(["commercial_partner_id", "active"])
        self.env.cr.execute(
            """
            SELECT bank.form, array_agg(DISTINCT partner.commercial_partner_id)
              FROM (SELECT partner_id, sanitized_acc_number AS form
                      FROM res_partner_bank
                     WHERE active AND (company_id IS NULL OR company_id = %(company)s)
                     UNION
                    SELECT partner_id, ltrim(substr(sanitized_acc_number, 5), '0')
                      FROM res_partner_bank
                     WHERE active AND (company_id IS NULL OR company_id = %(company)s)
                       AND sanitized_acc_number ~ '^[A-Z]{2}[0-9]{2}'
                   ) bank
              JOIN res_partner partner ON partner.id = bank.partner_id
             WHERE bank.form = ANY(%(wanted)s) AND partner.active
               AND (partner.company_id IS NULL OR partner.company_id = %(company)s)
          GROUP BY bank.form
            """,
            {"company": company.id, "wanted": wanted},
        )
        owners = dict(self.env.cr.fetchall())
        found = defaultdict(set)
        for account, own_forms in forms.items():
            for form in own_forms:
                found[account].update(owners.get(form, ()))
        return {account: ids for account, ids in found.items() if ids}

    def _add_account_differs(self, payers, units) -> None:
        """A person known by name who pays from an account that is not his on file."""
        accounts = {unit_id: account for unit_id, _line, account, _name in units}
        by_name = {
            payer["partner_id"]
            for unit_id, payer in payers.items()
            if payer.get("how") == "name_full" and accounts[unit_id]
        }
        self.env.cr.execute(
            """
            SELECT DISTINCT partner.id
              FROM res_partner partner
              JOIN res_partner_bank bank ON bank.partner_id = partner.id AND bank.active
             WHERE partner.id = ANY(%s) AND partner.is_company IS NOT TRUE
            """,
            [list(by_name)],
        )
        persons = {row[0] for row in self.env.cr.fetchall()}
        for unit_id, payer in payers.items():
            if payer.get("how") == "name_full" and accounts[unit_id]:
                payer["account_differs"] = payer["partner_id"] in persons

    # -- by name -----------------------------------------------------------------------

    def _by_name(self, names, company) -> dict[str, set[int]]:
        keys = {name: name_key(name) for name in names if name}
        wanted = {key for key in keys.values() if key}
        if not wanted:
            return {}
        partners = defaultdict(set)
        condition = SQL("bank_name_key = ANY(%s)", list(wanted))
        for partner_id, _name, name_of in self._select_names(condition, company):
            partners[name_of].add(partner_id)
        return {name: partners[key] for name, key in keys.items() if key in partners}

    def _select_names(self, condition: SQL, company) -> list[tuple]:
        """Return ``(commercial partner id, name, name key)`` of the company's
        partners."""
        fields = ["name", "bank_name_key", "active", "commercial_partner_id"]
        self.env["res.partner"].flush_model(fields)
        self.env.cr.execute(
            SQL(
                """
                SELECT DISTINCT commercial_partner_id, name, bank_name_key
                  FROM res_partner
                 WHERE active AND commercial_partner_id IS NOT NULL
                   AND (company_id IS NULL OR company_id = %s)
                   AND (parent_id IS NULL OR is_company) AND %s
                """,
                company.id,
                condition,
            )
        )
        return self.env.cr.fetchall()

    def _add_near(self, payers, units, company) -> None:
        """Note whose name is alike, where the payer is not known."""
        unknown = {
            unit_id: name_key(name)
            for unit_id, _line, _account, name in units
            if not payers[unit_id].get("partner_id") and not payers[unit_id]["shared"]
        }
        words = {
            word
            for key in unknown.values()
            for word in key.split()
            if len(word) >= MIN_WORD
        }
        if not words:
            return
        condition = SQL(
            "string_to_array(bank_name_key, ' ') && %s::text[]", list(words)
        )
        by_word = defaultdict(set)
        for partner_id, name, key in self._select_names(condition, company):
            for word in key.split():
                by_word[word].add((partner_id, name))
        found: dict[str, int | None] = {}
        for unit_id, key in unknown.items():
            if key and key not in found:
                found[key] = nearest(
                    key, set().union(*(by_word[word] for word in key.split()))
                )
            if key and found[key]:
                payers[unit_id].setdefault("near_partner_id", found[key])
                payers[unit_id].setdefault("how", "name_partial")

    def _add_named_in_text(self, payers, company) -> None:
        """Note whose name stands in the text, where nothing else tells who paid: the
        longest name counts; two partners of it are nobody."""
        unknown = [
            unit_id
            for unit_id, payer in payers.items()
            if not payer.get("partner_id")
            and not payer.get("near_partner_id")
            and not payer["shared"]
        ]
        if not unknown:
            return
        self.env.cr.execute(
            "SELECT id, text FROM bsi_unit WHERE id = ANY(%s)", [unknown]
        )
        keys = {unit_id: name_keys_in(text) for unit_id, text in self.env.cr.fetchall()}
        wanted = list(set().union(*keys.values()))
        condition = SQL("bank_name_key = ANY(%s)", wanted)
        partners = defaultdict(dict)
        for partner_id, name, key in self._select_names(condition, company):
            if partner_id != company.partner_id.id:
                partners[key][partner_id] = name
        for unit_id, found in keys.items():
            named = sorted(found & partners.keys(), key=len)
            if named and len(partners[named[-1]]) == 1:
                ((partner_id, name),) = partners[named[-1]].items()
                payers[unit_id] |= {
                    "near_partner_id": partner_id, "how": "name_in_text", "name": name,
                }  # fmt: skip

    # -- by customer number ------------------------------------------------------------

    def _by_number(self, company) -> dict[int, tuple[int, bool, str]]:
        """Return ``{unit id: (partner id, certain, text)}`` by customer numbers.

        Certain if the text calls it a customer number; else it may be any number.
        """
        self.env["res.partner"].flush_model(["ref", "active", "commercial_partner_id"])
        self.env.cr.execute(
            SQL(
                """
                SELECT r.txn_id, r.labelled, r.raw,
                       array_agg(DISTINCT partner.commercial_partner_id)
                  FROM bsi_ref r
                  JOIN res_partner partner ON %(key)s = r.key
                 WHERE NOT r.loose AND partner.active AND partner.ref IS NOT NULL
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
        return {
            txn_id: number
            for txn_id, rows in found.items()
            if (number := self._choose_number(rows))
        }

    def _choose_number(self, rows) -> tuple[int, bool, str] | None:
        labelled = [row for row in rows if row[0]] or rows
        partners = {partner_id for _l, _raw, ids in labelled for partner_id in ids}
        if len(partners) != 1:
            return None
        return partners.pop(), labelled[0][0], labelled[0][1]
