"""Walk through menus, views and buttons as the web client does, for one user."""

import traceback
from dataclasses import dataclass, field

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form
from odoo.tools.safe_eval import datetime, safe_eval, time

ADDON = "bank_statement_intelligence"
DEPTH = 5
RECORDS = 12
NEVER_EMPTY = ("boolean", "integer", "float", "monetary")
#: words that belong to Odoo's or the database's inside, in no text for people
INSIDE = (
    "Expected singleton", "psycopg", "NotNull", "null value in column", "Traceback",
    "“False”", '"False"', "statement False", "NoneType", "object has no attribute",
    "Missing required value",
)  # fmt: skip


class _Back(Exception):
    """Rolls back what pressing a button did."""


@dataclass
class Walk:
    """What one user meets on all screens that the menus lead to."""

    env: object
    company: object
    faults: list = field(default_factory=list)
    pressed: set = field(default_factory=set)
    seen: set = field(default_factory=set)

    def walk(self):
        """Open every menu of the addon; return the faults."""
        for menu in self._menus():
            self._guard(f"menu {menu.complete_name}", self._open, _read(menu.action), 0)
        return self.faults

    def _menus(self):
        data = self.env["ir.model.data"].sudo().search(
            [("module", "=", ADDON), ("model", "=", "ir.ui.menu")]
        )  # fmt: skip
        shown = self.env["ir.ui.menu"].load_menus(debug=False)
        menus = self.env["ir.ui.menu"].sudo().browse(data.mapped("res_id"))
        return menus.filtered(lambda menu: menu.id in shown and menu.action)

    def _guard(self, where, step, *args):
        """Do a step, keep nothing of it, note what must not happen to people."""
        try:
            with self.env.cr.savepoint():
                step(*args)
                self.env.flush_all()
                raise _Back
        except _Back:
            pass
        except AccessError as error:
            self.faults.append(f"{where}: refused: {error}")
        except UserError as error:
            if any(word in str(error) for word in INSIDE):
                self.faults.append(f"{where}: {error}")
        except Exception as error:  # noqa: BLE001
            place = traceback.extract_tb(error.__traceback__)[-1]
            self.faults.append(
                f"{where}: {type(error).__name__}: {error}"
                f" ({place.filename.rsplit('/', 1)[-1]}:{place.lineno})"
            )
        self.env.invalidate_all()

    def _open(self, action, depth):
        """Do what the client does with an action."""
        if not isinstance(action, dict) or depth > DEPTH:
            return
        if action["type"] == "ir.actions.server":
            server = self.env["ir.actions.server"].browse(action["id"])
            return self._open(server.run(), depth + 1)
        if action["type"] == "ir.actions.report":
            return self._print(action)
        if action["type"] != "ir.actions.act_window":
            return self._open((action.get("params") or {}).get("next"), depth + 1)
        for view_id, kind in _views(action):
            self._view(action, view_id, kind, depth)

    def _print(self, action):
        context = action.get("context") or {}
        ids = context.get("active_ids") or []
        self.env["ir.actions.report"].with_context(**context)._render_qweb_html(
            action["report_name"], ids, data=action.get("data")
        )

    def _view(self, action, view_id, kind, depth):
        if kind not in ("list", "form", "kanban"):
            self.env[action["res_model"]].get_view(view_id, kind)
            return
        context = self._evaluate(action.get("context") or {})
        model = self.env[action["res_model"]].with_context(**context)
        view = model.get_view(view_id or False, kind)
        records = self._records(model, action)
        arch = etree.fromstring(view["arch"])
        may_create = arch.get("create", "1").lower() not in ("0", "false")
        if kind == "form" and may_create and not records and _is_ours(model):
            records = self._new(model, view_id)
        self._read_fields(records, view)
        self._press_all(arch, records, kind, depth)

    def _press_all(self, element, records, kind, depth):
        """Press the buttons of a view; those of its lists on the listed records."""
        for child in element:
            if child.tag in ("button", "a"):
                self._press(child, records, kind, depth)
            if child.tag == "field" and len(child):
                for record in records:
                    if not self._is_hidden(child, record):
                        listed = record.sudo()[child.get("name")][:RECORDS]
                        inside = listed.with_env(record.env)
                        for view in child:
                            self._press_all(view, inside, view.tag, depth)
            else:
                self._press_all(child, records, kind, depth)

    def _evaluate(self, value):
        if isinstance(value, str):
            context = dict(self.env.context, uid=self.env.uid)
            names = {"context": context, "uid": self.env.uid, **_times()}
            return safe_eval(value or "{}", names) or {}
        return value

    def _records(self, model, action):
        if action.get("res_id"):
            return model.browse(action["res_id"])
        if model._transient:
            return model.browse()
        domain = self._evaluate(action.get("domain") or [])
        return model.search(list(domain or []), limit=RECORDS)

    def _new(self, model, view_id):
        """Fill a form as a person would: what is required and empty gets a value."""
        if not model.has_access("create"):
            return model.browse()
        form = Form(model, view=view_id or None)
        for name in form._view["fields"]:
            try:
                required = form._get_modifier(name, "required")
                value = self._sample(model._fields[name])
                if required and not form[name] and value:
                    form[name] = value
            except (AssertionError, KeyError):
                continue
        if any(
            form._get_modifier(name, "required") and not form[name]
            for name in form._view["fields"]
            if model._fields[name].type not in NEVER_EMPTY
        ):
            return model.browse()
        return form.save()

    def _sample(self, definition):
        if definition.type == "many2one":
            return self.env[definition.comodel_name].search([], limit=1)
        return {"char": "Because", "text": "Because", "json": {}}.get(definition.type)

    def _read_fields(self, records, view):
        definitions = records._fields
        names = [
            name
            for name in view["models"].get(records._name, ())
            if ADDON in definitions[name]._modules
            and definitions[name].type != "binary"
        ]
        if names:
            records.read(names)

    def _press(self, button, records, kind, depth):
        if not self._is_our_button(button, records):
            return
        name = button.get("name")
        header = any(parent.tag == "header" for parent in button.iterancestors())
        targets = [records] if kind == "list" and header else list(records)
        for target in targets:
            if len(target) == 1 and self._is_hidden(button, target):
                continue
            key = (target._name, name, *target.ids)
            if key in self.seen:
                continue
            self.seen.add(key)
            self.pressed.add((target._name, name))
            where = f"{target._name} {target.ids} {name}"
            self._guard(where, self._do, button, target, depth)

    def _is_our_button(self, button, records):
        """Whether pressing it runs our code; Odoo's own buttons are not ours to try."""
        name = button.get("name") or ""
        if button.get("type") == "object":
            return any(name in vars(part) for part in _parts(records))
        if button.get("type") != "action" or not name.isdigit():
            return False
        action = self.env["ir.actions.actions"].sudo().browse(int(name))
        action = self.env[action.type].sudo().browse(action.id)
        return (action.get_external_id()[action.id] or "").startswith(ADDON)

    def _do(self, button, target, depth):
        context = self._evaluate(button.get("context") or {})
        context = {**target.env.context, **context}
        context |= {"active_id": target[:1].id, "active_ids": target.ids}
        context["active_model"] = target._name
        if button.get("type") == "action":
            actions = self.env["ir.actions.actions"].sudo()
            action = _read(actions.browse(int(button.get("name"))))
            walk_env = self.env(context=context)
        else:
            model = self.env[target._name]
            action = call_kw(
                model, button.get("name"), [target.ids], {"context": context}
            )
            walk_env = self.env
        inner = Walk(walk_env, self.company, self.faults, self.pressed, self.seen)
        inner._open(action, depth + 1)

    def _is_hidden(self, button, record):
        for element in (button, *button.iterancestors()):
            if element is not button and element.tag == "field":
                break
            hidden = element.get("invisible") or element.get("column_invisible")
            if hidden and _true(hidden, record):
                return True
        return False


def our_buttons(env):
    """Return (model, method) of every button in the addon's views."""
    data = env["ir.model.data"].search(
        [("module", "=", ADDON), ("model", "=", "ir.ui.view")]
    )
    found = set()
    for view in env["ir.ui.view"].browse(data.mapped("res_id")):
        if view.model not in env:
            continue
        for button in etree.fromstring(view.arch_db).iter("button"):
            model = env[view.model]
            for parent in reversed(list(button.iterancestors("field"))):
                if parent.get("name") in model._fields and len(parent):
                    model = env[model._fields[parent.get("name")].comodel_name]
            name = button.get("name")
            if button.get("type") == "object" and name:
                found.add((model._name, name))
    return found


def _parts(records):
    """Return the classes of a model that the addon defines."""
    return [p for p in type(records).__mro__ if f".{ADDON}." in f"{p.__module__}."]


def _is_ours(model):
    return model._original_module == ADDON


def _views(action):
    views = action.get("views")
    if not views:
        modes = (action.get("view_mode") or "list,form").split(",")
        views = [(False, mode) for mode in modes]
    return [(view_id, kind) for view_id, kind in views if kind != "search"]


def _read(action):
    """Return an action as the client loads it."""
    action = action.sudo()
    if action._name == "ir.actions.actions":
        action = action.env[action.type].browse(action.id)
    return action._get_action_dict()


def _times():
    return {"datetime": datetime, "time": time, "context_today": datetime.date.today}


def _true(expression, record):
    values = {}
    for name, definition in record._fields.items():
        if name in expression:
            value = record.sudo()[name]
            if definition.type == "many2one":
                value = value.id
            elif definition.relational:
                value = value.ids
            values[name] = value
    if "parent" in expression:
        return False
    values |= {"context": record.env.context, "uid": record.env.uid}
    return bool(safe_eval(expression, values))
