"""Rules from history and from one line: proposed, never active."""

from odoo import api, models
from odoo.tools import SQL

from ...engine.rules import mining
from ...engine.text.text_index import comparable, words_of
from .bank_rule_candidate import RULE_MODELS
from .rule_service import Posted

#: lines of another outcome that a text must tell itself from
COMPARED = 2000
#: lines of one account or name that make an application rule
MIN_PAYER = 3


class BankRuleMining(models.AbstractModel):
    _name = "bank.rule.mining"
    _description = "Rules from History"

    @api.model
    def _mine(self, company):
        """Search a year of settled lines for habits; return the new candidates."""
        service = self.env["bank.rule.service"]
        lines = service._read_history(company)
        posted = service._read_posted([line.id for line in lines])
        settled = [(line, posted[line.id]) for line in lines if line.id in posted]
        places = self._get_places()
        values = self._mine_entries(settled, places)
        values += self._mine_payers(settled, company, places)
        values += self._mine_groups(settled, places)
        return self._store(company, values)

    def _texts(self, line) -> tuple[str, ...]:
        return (*line.values("label"), *line.values("details"), *line.values("name"))

    def _example(self, line, texts, outcome) -> mining.Example:
        return mining.Example(line.id, texts, 1 if line.amount > 0 else -1, outcome)

    def _mine_entries(self, settled, places) -> list[dict]:
        """Texts that people always post to the same single account."""
        examples = [
            self._example(line, self._texts(line), self._get_outcome(posted))
            for line, posted in settled
        ]
        return [
            self._prepare(found, "matching", "all", {"account_id": found.outcome})
            for found in mining.mine(examples, places=places)
            if found.outcome
        ]

    def _get_outcome(self, posted) -> int:
        """Return the account, 0 for documents and others: they speak against a text."""
        if posted.by_document or len(posted.accounts) != 1:
            return 0
        return next(iter(posted.accounts))

    def _mine_payers(self, settled, company, places) -> list[dict]:
        """Accounts and names whose payments always settled one partner's documents."""
        facts = [
            (
                next(iter(line.values("account")), ""),
                next(iter(line.values("name")), ""),
            )
            for line, _posted in settled
        ]
        proved = self.env["bank.partner.finder"]._find(facts, company) if facts else []
        examples = []
        for (line, posted), found in zip(settled, proved, strict=True):
            if found and found[0] in posted.partners:
                continue
            outcome = next(iter(posted.partners)) if len(posted.partners) == 1 else 0
            names = (*line.values("name"), *line.values("label"))
            examples.append(self._example(line, names, outcome))
        return [
            self._prepare(found, "application", "all", {"partner_id": found.outcome})
            for found in mining.mine(examples, MIN_PAYER, 1.0, 4, places)
            if found.outcome
        ]

    def _mine_groups(self, settled, places) -> list[dict]:
        """Texts with several lines on most of their days, all on one account."""
        days = {line.id: line.day for line, _posted in settled}
        examples = [
            self._example(line, line.values("label"), tuple(sorted(posted.accounts)))
            for line, posted in settled
            if posted.by_document
        ]
        return [
            self._prepare(found, "combine", "label", {"account_id": found.outcome[0]})
            for found in mining.mine(examples, 20, 1.0, places=places)
            if len(found.outcome) == 1
            and len({days[n] for n in found.line_ids}) * 3 <= len(found.line_ids)
        ]

    def _prepare(self, found, kind: str, source: str, extra: dict) -> dict:
        return {
            "kind": kind,
            "source": source,
            "text": found.text,
            "direction": "in" if found.sign > 0 else "out",
            "support": found.support,
            "agreed": found.agreed,
            "example_ids": list(found.line_ids),
            **extra,
        }

    def _store(self, company, values):
        """Keep what is new; what people have dismissed does not come back."""
        records = self.env["bank.rule.candidate"]
        mine = [("company_id", "=", company.id)]
        known = {candidate._get_key(): candidate for candidate in records.search(mine)}
        covered = {
            (condition._get_rule()._name, condition.value.casefold())
            for condition in self.env["bank.rule.condition"].search(mine)
        }
        created = []
        for row in values:
            row["company_id"] = company.id
            old = known.get(records._make_key(row))
            if old:
                old.write({name: row[name] for name in ("support", "agreed")})
            elif (RULE_MODELS[row["kind"]], row["text"].casefold()) not in covered:
                created.append(row)
        return records.create(created)

    def _get_places(self) -> frozenset[str]:
        """Return the towns of partners, as texts are compared."""
        statement = SQL("SELECT DISTINCT city FROM res_partner WHERE city <> ''")
        cities = " ".join(city for (city,) in self.env.execute_query(statement))
        return frozenset(words_of(comparable(cities)).split())

    # -- from one line ---------------------------------------------------------------

    @api.model
    def _prepare_rule(self, line) -> tuple[str, dict]:
        """Return the model and the values of a rule made from a line.

        A customer's or vendor's line makes an application rule, every other line a
        matching rule.
        """
        posted = self.env["bank.rule.service"]._read_posted(line.ids).get(line.id)
        posted = posted or Posted()
        payer, partner = self._get_payer(line, posted)
        facts = self.env["bank.rule.facts"]._read_lines(line.ids)[0]
        values = {
            "company_id": line.company_id.id,
            "direction": "in" if line.amount > 0 else "out",
            "origin": "learned",
            "state": "draft",
        }
        if partner:
            values |= {"name": payer.display_name, "partner_id": payer.id}
            values |= self._tell_payer(line, facts, posted)
            if partner != payer:
                values["pays_for_partner_ids"] = [(6, 0, partner.ids)]
            return RULE_MODELS["application"], values
        text = self._find_text(line, facts, posted)
        values["name"] = (text or line.payment_ref or "").capitalize()[:60]
        if text:
            values["condition_ids"] = [(0, 0, {"value": text})]
        if len(posted.accounts) == 1 and not posted.by_document:
            values["line_ids"] = [(0, 0, {"account_id": next(iter(posted.accounts))})]
        return RULE_MODELS["matching"], values

    def _get_payer(self, line, posted: Posted):
        """Return who paid and whose items: of a customer's or vendor's line only."""
        known = line.partner_id.commercial_partner_id
        if posted.accounts:
            is_one = posted.by_document and len(posted.partners) == 1
            settled = known.browse(posted.partners if is_one else ())
            return known or settled, settled
        # the ranks are for accountants; a clerk sees the partner
        ranks = known.sudo()
        has_items = ranks.customer_rank or ranks.supplier_rank
        return known, known if has_items else known.browse()

    def _tell_payer(self, line, facts, posted: Posted) -> dict:
        """Return how the bank tells a payer: his account, his name, or a word."""
        account, name = line.account_number, next(iter(facts.values("name")), "")
        if account and not self._is_shared(line):
            return {"account_number": account}
        text = self._find_text(line, facts, posted) if not name else ""
        condition = {"source": "name", "value": name} if name else {"value": text}
        known = {"account_number": account} if account else {}
        return known | ({"condition_ids": [(0, 0, condition)]} if name or text else {})

    def _is_shared(self, line) -> bool:
        """Tell whether the line's account has paid for others as well."""
        others = line.search(
            [
                ("account_number", "=", line.account_number),
                ("company_id", "=", line.company_id.id),
                ("id", "!=", line.id),
                ("partner_id", "not in", [False, line.partner_id.id]),
            ],
            limit=1,
        )
        return bool(others)

    def _find_text(self, line, facts, posted: Posted) -> str:
        """Return the text of a line that hits the fewest lines which people treated
        otherwise, "" if none of its words says anything."""
        service = self.env["bank.rule.service"]
        company, journal = line.company_id, line.journal_id
        accounts = frozenset() if posted.by_document else posted.accounts
        history = service._read_history(company, journal.ids, COMPARED)
        known = service._read_posted([other.id for other in history])
        others = [
            self._texts(other)
            for other in history
            if other.id != line.id
            and (other.id not in known or known[other.id].accounts != accounts)
        ]
        found = mining.distinguishing_text(
            self._texts(facts), others, self._get_places()
        )
        return found or ""
