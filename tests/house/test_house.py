"""The house is in order, and its checks find what they should find."""

import house
import pytest


def files(**texts):
    """Return source files of the room `lines`, by name."""
    return [
        house.Source(house.ADDON / "x", ("models", *name.split("__"), "x.py"), text)
        for name, text in texts.items()
    ]


MODEL = """
class A(models.Model):
    _name = "bank.a"
    _description = "A"

    def _do(self):
        return 1
"""
MORE = """
class B(models.Model):
    _inherit = "bank.a"

    def _do(self):
        return super()._do()
"""
HEIR = """
class C(models.Model):
    _name = "bank.c"
    _inherit = ["mail.thread", "bank.a"]

    def _do(self):
        return 2
"""
INTERFACE = """
class A(models.AbstractModel):
    _name = "bank.a"

    def _do(self):
        '''Do it.'''
        raise NotImplementedError
"""
PLAIN = """
class P:
    def do(self):
        return 1

class Q(P):
    def do(self):
        return 2
"""


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        ((MODEL,), 0),
        ((MODEL, MORE), 1),
        ((MODEL, HEIR), 1),
        ((MODEL, MORE, HEIR), 2),
        ((INTERFACE, HEIR), 0),
        ((PLAIN,), 1),
        ((PLAIN.replace("return 1", "'The interface.'"),), 0),
    ],
)
def test_overrides_are_found(texts, count):
    sources = files(**{f"lines__{number}": text for number, text in enumerate(texts)})
    assert len(house.overrides(sources)) == count


def test_scattered_models_are_found():
    assert house.scattered(files(lines__a=MODEL, lines__b=MORE))
    assert not house.scattered(files(lines__a=MODEL, lines__c=HEIR))


def test_additions_to_models_of_odoo_have_one_file():
    text = MORE.replace("bank.a", "res.partner")
    assert house.strays(files(lines=text))
    place = ("models", "lines", "on_res_partner.py")
    good = house.Source(house.ADDON / "on_res_partner.py", place, text)
    assert not house.strays([good])
    other = house.Source(good.path, (*place[:2], "on_partner.py"), text)
    assert house.strays([good, other])


def test_parameters_are_counted_without_self():
    (source,) = files(lines="class A:\n    def f(self, a, b, *c, d=1, **e): pass")
    ((_name, node),) = house.functions(source)
    assert house.parameters(node) == 3


def test_texts_and_types_are_asked_for():
    (source,) = files(lines="class A(models.Model):\n    _inherit = 'x'\ndef f(): 1")
    assert len(house.undocumented([source])[1]) == 2
    assert not house.undocumented(files(lines=MODEL))[1]
    pure = house.Source(source.path, ("engine", "x.py"), "def f(a: int): 1")
    assert len(house.untyped([pure])[1]) == 1


def test_tables_show_their_entries_in_order():
    text = MODEL.replace("    def", "    @entry('vetoes', {})\n    def")
    found = house.tables(
        files(lines=text.format(20), rules=text.replace("bank.a", "bank.b").format(3))
    )
    assert [row[:3] for row in found["vetoes"]] == [
        (3, "rules", "bank.b"),
        (20, "lines", "bank.a"),
    ]


FILES = house.sources()


@pytest.mark.parametrize("title", house.zeros(()))
def test_zeros_are_zero(title):
    assert house.zeros(FILES)[title] == []


@pytest.mark.parametrize("title", house.shares(()))
def test_shares_are_complete(title):
    total, missing = house.shares(FILES)[title]
    assert total and not missing


ROOMS = [
    house.ADDON / folder / room
    for folder, names in (("models", house.layers.BELOW), ("", house.layers.PURE))
    for room in names
    if (house.ADDON / folder / room).is_dir()
]


@pytest.mark.parametrize("room", ROOMS, ids=lambda path: path.name)
def test_room_says_in_eight_lines_what_it_is(room):
    lines = (room / "README.md").read_text().splitlines()
    assert 3 < len([line for line in lines if line.strip()]) <= 8


def test_no_test_module_imports_another():
    tests = house.ROOT / "tests"
    shared = {path.stem for path in (tests / "common").glob("*.py")}
    modules = {path.stem for path in tests.rglob("test_*.py")}
    assert not shared & modules
    for path in tests.rglob("*.py"):
        for line in path.read_text().splitlines():
            words = line.split()
            if words[:1] in (["from"], ["import"]):
                assert words[1] not in modules, f"{path}: {line}"
