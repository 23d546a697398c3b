"""A world's books in Odoo: one company, made by the ORM as a user would."""

from datetime import date

from .names import Name, PaymentName

DAY_ZERO = date(2026, 1, 1)
BATCH = 500
#: what is found again in a kept database
KEPT = {
    "journals": "account.journal",
    "partners": "res.partner",
    "moves": "account.move",
    "payments": "account.payment",
    "statements": "bank.payment.reference",
}


class Books:
    """Writes a world and knows which record stands for which key.

    Args:
        env: Odoo environment.
        world: the World.
        automation (str): ``match_automation`` of the bank journals.
    """

    def __init__(self, env, world, automation="off"):
        self.world = world
        self.automation = automation
        self._use(env, self._make_company(env))
        self.journals, self.partners, self.moves, self.payments = {}, {}, {}, {}
        self.statements, self.lines, self.balances = {}, {}, {}

    def _use(self, env, company):
        context = {"allowed_company_ids": company.ids, "tracking_disable": True}
        self.env = env(context={**env.context, **context})
        self.company = company.with_env(self.env)

    def build(self, checkpoint=lambda: None):
        """Make everything but the bank lines; ``checkpoint`` may commit."""
        self._make_journals()
        self._make_partners()
        self._make_terms()
        self._make_settings()
        documents = self.world.documents
        for start in range(0, len(documents), BATCH):
            self._make_documents(documents[start : start + BATCH])
            checkpoint()
        for payment in self.world.payments:
            self._pay(payment)
        for word in sorted(self.world.rules):
            self._make_rule(word)
        for key, partner in self.world.statements.items():
            statements = self.env["bank.payment.reference"]
            self.statements[key] = statements._issue(self.partners[partner.key])
        checkpoint()

    def get_ids(self):
        """Return the ids of everything, to find it again in a kept database."""
        return {
            name: {key: record.ids for key, record in getattr(self, name).items()}
            for name in KEPT
        } | {"company": self.company.id}

    @classmethod
    def find(cls, env, world, ids):
        """Return the books of a world that a database holds already."""
        self = cls.__new__(cls)
        company = env["res.company"].browse(ids["company"])
        self.world = world
        self._use(env, company)
        for name, model in KEPT.items():
            records = {k: self.env[model].browse(v) for k, v in ids[name].items()}
            setattr(self, name, records)
        self.lines, self.balances = {}, {}
        return self

    # -- company -----------------------------------------------------------------------

    def _make_company(self, env):
        home = self._currency(env, self.world.bank.home)
        company = env["res.company"].create(
            {"name": self.world.company_name, "currency_id": home.id}
        )
        env.user.write({"company_ids": [(4, company.id)]})
        env["account.chart.template"].try_loading("generic_coa", company)
        company.write({"currency_id": home.id})
        env["res.currency.rate"].create(
            {
                "name": DAY_ZERO,
                "currency_id": self._currency(env, self.world.bank.foreign).id,
                "company_id": company.id,
                "inverse_company_rate": self.world.bank.rate,
            }
        )
        return company

    def _currency(self, env, code):
        currencies = env["res.currency"].with_context(active_test=False)
        currency = currencies.search([("name", "=", code)])
        currency.active = True
        return currency

    def _make_journals(self):
        self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)]
        ).unlink()
        for key, account in self.world.own_accounts.items():
            currency = self.world.currency_of(key)
            self.journals[key] = self.env["account.journal"].create(
                {
                    "name": f"Bank {key}",
                    "code": f"Q{key[:3].upper()}",
                    "type": "bank",
                    "company_id": self.company.id,
                    "currency_id": self._currency(self.env, currency).id,
                    "bank_acc_number": account,
                    "match_automation": self.automation,
                }
            )

    def _make_settings(self):
        """The company tolerates 1.00 and grants a discount three days late."""
        if "bank.match.tolerance" not in self.env:
            return
        expense = self._account("expense")
        self.env["bank.match.tolerance"].create(
            {
                "name": "Small differences",
                "company_id": self.company.id,
                "amount_max": 1.0,
                "percent_max": 1.0,
                "direction": "both",
                "gain_account_id": expense.id,
                "loss_account_id": expense.id,
                "discount_grace_days": 3,
            }
        )

    def _account(self, kind):
        return self.env["account.account"].search(
            [("account_type", "=", kind), ("company_ids", "in", self.company.ids)],
            limit=1,
        )

    # -- partners ----------------------------------------------------------------------

    def _make_partners(self):
        records = self.env["res.partner"].create(
            [
                {
                    "name": partner.name,
                    "is_company": partner.company,
                    "ref": partner.number or False,
                    "company_id": self.company.id,
                }
                for partner in self.world.partners
            ]
        )
        accounts = []
        for partner, record in zip(self.world.partners, records, strict=True):
            self.partners[partner.key] = record
            if partner.parent:
                record.parent_id = self.partners[partner.parent.key]
            accounts += [
                {"acc_number": number, "partner_id": record.id}
                for number in partner.accounts
            ]
        self.env["res.partner.bank"].create(accounts)

    def _make_terms(self):
        terms = self.env["account.payment.term"]
        self.discount = terms.create(
            {
                "name": "30 days, 2 % in 10",
                "company_id": self.company.id,
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "line_ids": [(0, 0, {"value_amount": 100, "nb_days": 30})],
            }
        )
        self.instalments = terms.create(
            {
                "name": "30/70",
                "company_id": self.company.id,
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": 30, "nb_days": 0}),
                    (0, 0, {"value": "percent", "value_amount": 70, "nb_days": 30}),
                ],
            }
        )

    # -- documents ---------------------------------------------------------------------

    def _make_documents(self, documents):
        moves = self.env["account.move"].create([self._values(d) for d in documents])
        for document, move in zip(documents, moves, strict=True):
            self.moves[document.key] = move
        posted = [self.moves[d.key] for d in documents if d.state != "draft"]
        self.env["account.move"].concat(*posted).action_post()
        for document in documents:
            if document.state == "cancel":
                self.moves[document.key].button_draft()
                self.moves[document.key].button_cancel()

    def _values(self, document):
        sale = document.kind.startswith("out")
        account = self._account("income" if sale else "expense")
        values = {
            "move_type": document.kind,
            "company_id": self.company.id,
            "partner_id": self.partners[document.partner.key].id,
            "currency_id": self._currency(
                self.env, document.currency or self.world.bank.home
            ).id,
            "invoice_date": document.day,
            "date": document.day,
            "ref": document.ref or False,
            "invoice_origin": document.origin or False,
            "invoice_line_ids": [
                (
                    0,
                    0,
                    {
                        "name": "Service",
                        "price_unit": abs(document.amount) / 100,
                        "account_id": account.id,
                        "tax_ids": [],
                    },
                )
            ],
        }
        if document.reference:
            values["payment_reference"] = document.reference
        if document.discount:
            values["invoice_payment_term_id"] = self.discount.id
        if document.terms:
            values["invoice_payment_term_id"] = self.instalments.id
        return values

    def _make_rule(self, word):
        """A rule that people made live, and that posts by itself."""
        self.env["account.reconcile.model"].create(
            {
                "name": word,
                "company_id": self.company.id,
                "state": "live",
                "mode": "auto",
                "condition_ids": [(0, 0, {"value": word, "operator": "word"})],
                "line_ids": [(0, 0, {"account_id": self._account("expense").id})],
            }
        )

    def _pay(self, payment):
        if not payment.documents:
            self.payments[payment.key] = self._prepay(payment)
            return
        moves = self.env["account.move"].concat(
            *(self.moves[document.key] for document in payment.documents)
        )
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create(
                {
                    "journal_id": self.journals["main"].id,
                    "payment_date": payment.day,
                    "group_payment": True,
                }
            )
        )
        if payment.amount != sum(document.amount for document in payment.documents):
            wizard.amount = abs(payment.amount) / 100
        self.payments[payment.key] = wizard._create_payments()

    def _prepay(self, payment):
        journal = self.journals["main"]
        record = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.partners[payment.partner.key].id,
                "amount": payment.amount / 100,
                "date": payment.day,
                "journal_id": journal.id,
            }
        )
        record.action_post()
        return record

    # -- bank --------------------------------------------------------------------------

    def get_names(self):
        """Return the numbers that the texts of the bank lines use."""
        names = {key: Name(move.name or key) for key, move in self.moves.items()}
        for document in self.world.documents:
            if document.kind.startswith("in") and document.ref:
                names[document.key] = Name(document.ref)
        for key, payment in self.payments.items():
            names[key] = PaymentName(payment.name)
            names[key].upr = payment.unique_payment_reference or payment.name
        for key, statement in self.statements.items():
            names[key] = Name(statement.reference)
        return names

    def find_lines(self, lines, records):
        """Remember which record stands for which line of the world, in file order."""
        for line, record in zip(lines, records.sorted("id"), strict=True):
            if round(record.amount * 100) != line.amount or record.date != line.day:
                raise ValueError(f"{line.key} was read as {record.amount}")
            self.lines[line.key] = record
