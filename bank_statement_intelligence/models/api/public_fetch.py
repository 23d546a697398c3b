"""Lets integrations call ``bank.statement.api.fetch``.

The contract names the method ``fetch``. So does the ORM: ``BaseModel.fetch`` reads
fields into the cache and is ``@api.private``. Odoo's check of remote calls refuses a
name that *any* class of the model has as private, so no decorator or attribute on our
method makes it public, and a controller would serve one of three doors (XML-RPC,
``/json/2``, web client). Hence remote calls of this one name on this one model are let
through here; all others are decided as before.
"""

import functools
import sys

import odoo.service.model as service

MODEL = "bank.statement.api"
JSON2 = "odoo.addons.rpc.controllers.json2"


def allow_fetch() -> None:
    """Wrap what decides whether a method is public, once per process."""
    decide = service.get_public_method
    if getattr(decide, "_knows_bank_statement_api", False):
        return

    @functools.wraps(decide)
    def get_public_method(model, name):
        if name == "fetch" and model._name == MODEL:
            return type(model).fetch
        return decide(model, name)

    get_public_method._knows_bank_statement_api = True
    service.get_public_method = get_public_method
    if JSON2 in sys.modules:  # loaded before us: it holds the name itself
        sys.modules[JSON2].get_public_method = get_public_method
