"""Rules from history and from one line: proposed, never active."""

from odoo import api, models

from ...engine.rules import mining
from .bank_rule_candidate import RULE_MODELS

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
        values = self._mine_entries(settled)
        values += self._mine_payers(settled, company)
        values += self._mine_groups(settled)
        return self._store(company, values)

    def _texts(self, line) -> tuple[str, ...]:
        return (*line.values("label"), *line.values("details"), *line.values("name"))

    def _example(self, line, texts, outcome) -> mining.Example:
        return mining.Example(line.id, texts, 1 if line.amount > 0 else -1, outcome)

    def _mine_entries(self, settled) -> list[dict]:
        """Texts that people always post to the same single account."""
        examples = [
            self._example(line, self._texts(line), self._get_outcome(posted))
            for line, posted in settled
        ]
        return [
            self._prepare(found, "matching", "all", {"account_id": found.outcome})
            for found in mining.mine(examples)
            if found.outcome
        ]

    def _get_outcome(self, posted) -> int:
        """Return the account, 0 for documents and others: they speak against a text."""
        if posted.by_document or len(posted.accounts) != 1:
            return 0
        return next(iter(posted.accounts))

    def _mine_payers(self, settled, company) -> list[dict]:
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
            for found in mining.mine(examples, MIN_PAYER, 1.0, min_length=4)
            if found.outcome
        ]

    def _mine_groups(self, settled) -> list[dict]:
        """Texts with several lines on most of their days, all on one account."""
        days = {line.id: line.day for line, _posted in settled}
        examples = [
            self._example(line, line.values("label"), tuple(sorted(posted.accounts)))
            for line, posted in settled
            if posted.by_document
        ]
        return [
            self._prepare(found, "combine", "label", {"account_id": found.outcome[0]})
            for found in mining.mine(examples, 20, 1.0)
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

    # -- from one line ---------------------------------------------------------------

    @api.model
    def _prepare_rule(self, line) -> dict:
        """Return the values of a matching rule made from a line.

        The condition is the shortest text of the line that hits the fewest lines which
        people posted to other accounts.
        """
        service = self.env["bank.rule.service"]
        facts = self.env["bank.rule.facts"]._read_lines(line.ids)[0]
        posted = service._read_posted(line.ids).get(line.id)
        accounts = posted.accounts if posted and not posted.by_document else frozenset()
        company, journal = line.company_id, line.journal_id
        history = service._read_history(company, journal.ids, COMPARED)
        known = service._read_posted([other.id for other in history])
        others = [
            self._texts(other)
            for other in history
            if other.id != line.id
            and (other.id not in known or known[other.id].accounts != accounts)
        ]
        text = mining.distinguishing_text(self._texts(facts), others)
        values = {
            "name": (text or line.payment_ref or "").capitalize()[:60],
            "company_id": line.company_id.id,
            "direction": "in" if line.amount > 0 else "out",
            "origin": "learned",
            "state": "draft",
        }
        if text:
            values["condition_ids"] = [(0, 0, {"value": text})]
        if len(accounts) == 1:
            values["line_ids"] = [(0, 0, {"account_id": next(iter(accounts))})]
        return values
