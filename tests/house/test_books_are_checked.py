"""The books are looked at after every test that has a database."""

import ast

import env

#: classes of Odoo that have a database, and ours that checks the books in tearDown
BARE = {"TransactionCase", "HttpCase", "AccountTestInvoicingCommon"}
#: what posts nothing
WITHOUT_BOOKS = {"TestDatabaseDefaults", "TestMenus"}


def find_classes():
    """Yield path, class and the names of its bases, of every test."""
    for path in sorted((env.ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                yield path, node, {b.id for b in node.bases if isinstance(b, ast.Name)}


def test_who_opts_out_has_a_reason():
    seen = set()
    for path, node, bases in find_classes():
        if bases and bases <= BARE:
            calls = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
            checks = "assert_books" in calls or node.name in WITHOUT_BOOKS
            assert checks, f"{path.name}: {node.name} does not look at the books"
            seen.add(node.name)
    assert seen >= WITHOUT_BOOKS


def test_no_class_takes_the_check_away():
    """A tearDown of its own, or a flag for the whole class, needs a word here."""
    for path, node, _bases in find_classes():
        own = {n.name for n in node.body if isinstance(n, ast.FunctionDef)}
        assert "tearDown" not in own, f"{path.name}: {node.name}"
        flags = {
            target.id
            for n in node.body
            if isinstance(n, ast.Assign)
            for target in n.targets
            if isinstance(target, ast.Name)
        }
        if "books_are_falsified" in flags:
            assert node.name == "TestBooksCheck", f"{path.name}: {node.name}"
