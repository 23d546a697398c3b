"""What the web client needs of a view, read from the files: it fails only there."""

import ast
import re

import layers
import pytest
from lxml import etree

PAGES = sorted((layers.ADDON / "views").rglob("*.xml"))
CONDITIONS = re.compile(r"(column_)?invisible|readonly|required|decoration-\w+")
#: what the client's Python knows of functions
KNOWN = {"len", "set", "bool", "min", "max", "context.get"}


def name(page):
    return page.name


def conditions(page):
    """Return (place, expression) of each condition in the views of a file."""
    for element in etree.parse(page).iter():
        if isinstance(element.tag, str) and element.tag not in ("template", "record"):
            for key, value in element.attrib.items():
                if CONDITIONS.fullmatch(key):
                    yield f"{element.tag} {element.get('name')} {key}", value


def calls(expression):
    """Return the functions that an expression calls."""
    tree = ast.parse(expression.strip(), mode="eval")
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return {ast.unparse(node.func) for node in found}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_client_can_evaluate_each_condition(page):
    """The server evaluates more than the client, which shows an error instead."""
    wrong = [where for where, text in conditions(page) if calls(text) - KNOWN]
    assert not wrong


def test_functions_are_found():
    assert calls("not (url or '').startswith('x')") == {"(url or '').startswith"}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_each_list_of_ours_shows_whole_words(page):
    """A list wraps headings and texts (lists.scss), or has a class of its own."""
    for arch in etree.parse(page).iterfind(".//field[@name='arch']"):
        for root in arch.iterchildren("list"):
            assert "o_bank_list" in root.get("class", "") or root.get("js_class")


def actions(page):
    """Return the window actions of a file that open a list or a chart."""
    for record in etree.parse(page).iterfind(".//record"):
        if record.get("model") == "ir.actions.act_window":
            fields = {one.get("name"): one for one in record.iterfind("field")}
            if "target" not in fields and "view_mode" in fields:
                yield record.get("id"), fields


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_each_empty_list_says_what_comes_there(page):
    silent = [
        action
        for action, fields in actions(page)
        if fields["view_mode"].text != "form" and "help" not in fields
    ]
    assert not silent


LATER = re.compile(r'from "@web/views/(?:graph|pivot)/')


@pytest.mark.parametrize(
    "module", sorted((layers.ADDON / "static/src").rglob("*.js")), ids=name
)
def test_what_comes_later_is_imported_by_what_comes_later(module):
    """Charts and pivots are no part of the client's first bundle: an import of them
    there leaves the module out, with an error on every page."""
    later = "charts" in module.relative_to(layers.ADDON).parts
    assert later or not LATER.search(module.read_text())


DEFAULT = re.compile(r"search_default_(\w+)")
CODE = sorted(
    path
    for kind in ("*.py", "*.xml", "*.js")
    for path in layers.ADDON.rglob(kind)
    if DEFAULT.search(path.read_text())
)


def searched():
    """Return the names of all fields and filters of our searches."""
    return {
        element.get("name")
        for page in PAGES
        for search in etree.parse(page).iter("search", "xpath", "filter")
        for element in search.iter("field", "filter")
    }


@pytest.mark.parametrize("path", CODE, ids=name)
def test_each_default_of_a_search_is_there(path):
    """The client takes no notice of a filter that does not exist."""
    assert not set(DEFAULT.findall(path.read_text())) - searched()
