"""Money out: bills by their numbers, payment IDs, accounts; refunds."""

from .situations import situation
from .world import OPEN, POST, PROPOSE


@situation(4)
def vendor_number(w):
    bill = w.bill(w.company())
    w.pays(POST, [bill], f"Betaling faktura {bill.ref}", payer=bill.partner)


@situation(2)
def vendor_payment_id(w):
    bill = w.bill(w.company(), reference=w.reference())
    w.pays(POST, [bill], "", structured=bill.reference, payer=bill.partner)


@situation(3)
def payee_and_amount(w):
    vendor = w.company()
    bill = w.bill(vendor)
    w.bill(vendor)
    w.pays(POST, [bill], "Overførsel", payer=vendor)


@situation(1)
def several_bills(w):
    vendor = w.company()
    bills = [w.bill(vendor) for _ in range(3)]
    w.pays(POST, bills, " ".join(bill.ref for bill in bills), payer=vendor)


@situation(1)
def same_number_other_vendor(w):
    """Two vendors use one number; the payee tells which."""
    first, second = w.company(), w.company()
    bill = w.bill(first)
    w.bill(second, ref=bill.ref)
    w.pays(POST, [bill], f"Faktura {bill.ref}", payer=first)


@situation(1)
def short_number_known_payee(w):
    vendor = w.company()
    bill = w.bill(vendor, ref=str(w.rng.randint(1000, 9999)))
    w.pays(POST, [bill], f"Faktura {bill.ref}", payer=vendor)


@situation(1)
def refund_to_customer(w):
    partner = w.person()
    credit = w.document("out_refund", partner)
    w.pays(POST, [credit], f"Tilbakebetaling {{{credit.key}}}", payer=partner)


@situation(1)
def refund_from_vendor(w):
    vendor = w.company()
    refund = w.document("in_refund", vendor, ref=w.bill_number())
    w.pays(POST, [refund], f"Kreditnota {refund.ref}", payer=vendor)


@situation(1)
def partial_bill(w):
    bill = w.bill(w.company())
    paid = -(-bill.amount * w.rng.randint(20, 80) // 100)
    w.line(
        PROPOSE,
        paid,
        f"Faktura {bill.ref}",
        {bill.key: paid},
        payer=bill.partner,
        day=w.day(bill.day, 2, 20),
    )


@situation(1)
def salary_of_a_vendors_amount(w):
    bill = w.bill(w.company())
    w.line(
        OPEN,
        bill.amount,
        "Lønn",
        name="Ansatt Person",
        account=w.account(),
        day=w.day(bill.day, 2, 20),
    )


@situation(1)
def vendor_balance(w):
    vendor = w.company()
    bills = [w.bill(vendor) for _ in range(3)]
    w.pays(PROPOSE, bills, "Samlebetaling", payer=vendor)
