"""Who paid: the partner of a bank account or of a name, if it is certain.

A name or an account that fits two partners is no evidence (DESIGN.md 5, pass 70).
"""

from collections import defaultdict

from odoo import api, models

from ..engine.accounts import account_forms
from ..engine.text import name_key


class BankPartnerFinder(models.AbstractModel):
    _name = "bank.partner.finder"
    _description = "Partner of a Bank Line"

    @api.model
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
            account that belongs to somebody decides alone, also when it is ambiguous.
        """
        facts = list(facts)
        by_account = self._by_account({account for account, _name in facts}, company)
        by_name = self._by_name({name for _account, name in facts}, company)
        return [
            self._choose(by_account.get(account), by_name.get(name))
            for account, name in facts
        ]

    def _choose(self, owners, namesakes) -> tuple[int, str] | None:
        if owners:
            return (next(iter(owners)), "iban") if len(owners) == 1 else None
        if namesakes and len(namesakes) == 1:
            return next(iter(namesakes)), "name_full"
        return None

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
        return found

    def _by_name(self, names, company) -> dict[str, set[int]]:
        keys = {name: name_key(name) for name in names if name}
        if not any(keys.values()):
            return {}
        self.env["res.partner"].flush_model(["name", "active", "commercial_partner_id"])
        self.env.cr.execute(
            """
            SELECT commercial_partner_id, array_agg(DISTINCT name)
              FROM res_partner
             WHERE active AND name IS NOT NULL AND commercial_partner_id IS NOT NULL
               AND (company_id IS NULL OR company_id = %s)
               AND (parent_id IS NULL OR is_company)
          GROUP BY commercial_partner_id
            """,
            [company.id],
        )
        partners = defaultdict(set)
        for partner_id, partner_names in self.env.cr.fetchall():
            for partner_name in partner_names:
                partners[name_key(partner_name)].add(partner_id)
        return {name: partners[key] for name, key in keys.items() if key in partners}
