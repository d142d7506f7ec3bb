"""A package behind the wall: its modules are found by their dotted names, a class is one however it is imported."""

from __future__ import annotations

from tests.wall.case import Bench, Case

SHOP = {
    "shop/__init__.py": """
        from . import units as measures
        from ._pricing import Basket, price
        from .errors import OutOfStock, ShopError
        from .stock import stock

        __version__ = "2.1"
    """,
    "shop/units.py": """
        GRAMS = 1000
        def kilos(grams): return grams / GRAMS
    """,
    "shop/errors.py": """
        class ShopError(Exception):
            pass
        class OutOfStock(ShopError, LookupError):
            def __init__(self, name):
                super().__init__(f"no {name} left")
                self.name = name
    """,
    "shop/_pricing.py": """
        from .errors import OutOfStock
        import shop.units
        class Line:
            def __init__(self, name, count):
                self.name, self.count = name, count
        class Basket:
            class Tax:
                rate = 7
            def __init__(self): self._lines = []
            def add(self, name, count=1):
                if name == "gold": raise OutOfStock(name)
                self._lines.append(Line(name, count))
                return self
            def lines(self): return list(self._lines)
            def __len__(self): return len(self._lines)
        EMPTY = Basket()
        def price(basket): return 3 * len(basket) + shop.units.kilos(1000)
    """,
    "shop/stock.py": """
        def stock(name): return len(name)
        def shelves(): return ["a", "b"]
    """,
    "shop/extra/__init__.py": "",
    "shop/extra/gifts.py": """
        from shop import Basket
        from ..errors import ShopError
        class Wrapped(Basket):
            ribbon = "red"
        class NoPaper(ShopError): pass
        def wrap(paper):
            if not paper: raise NoPaper("none")
            return Wrapped().add("gift")
    """,
    "shop/broken.py": "raise RuntimeError('not on this machine')\n",
}
TESTS = """
    import sys
    import pytest

    import shop
    import shop.extra.gifts as gifts
    import shop.units
    from shop import Basket, OutOfStock, measures, price, stock
    from shop import errors
    from shop._pricing import EMPTY, Basket as Same
    from shop.stock import shelves

    def test_functions():
        assert price(Basket().add("tea")) == 4
        assert shelves() == ["a", "b"]
        assert stock("tea") == 3 == shop.stock("tea")
        assert shop.__version__ == "2.1"

    def test_modules_by_any_name():
        assert measures is shop.units is sys.modules["shop.units"]
        assert measures.GRAMS == 1000
        assert shop.units.kilos(500) == 0.5

    def test_classes_are_one():
        assert Basket is Same is shop.Basket
        assert type(Basket()) is Basket
        assert isinstance(EMPTY, shop.Basket) and len(EMPTY) == 0
        assert shop.OutOfStock is errors.OutOfStock
        assert Basket.Tax.rate == 7

    def test_errors():
        with pytest.raises(errors.ShopError, match="no gold left") as caught:
            Basket().add("gold")
        assert type(caught.value) is OutOfStock and caught.value.name == "gold"
        assert isinstance(caught.value, LookupError)
        with pytest.raises(shop.ShopError) as caught:
            gifts.wrap(False)
        assert type(caught.value) is gifts.NoPaper

    def test_module_of_a_module():
        wrapped = gifts.wrap(True)
        assert type(wrapped) is gifts.Wrapped and isinstance(wrapped, Basket)
        assert wrapped.ribbon == "red" and len(wrapped) == 1

    def test_class_that_the_tests_do_not_name():
        [line] = Basket().add("tea", 4).lines()
        assert (line.name, line.count) == ("tea", 4)

    def test_imported_in_a_test():
        from shop.extra import gifts as again
        assert again is gifts
        with pytest.raises(ModuleNotFoundError, match="shop.nothing"):
            import shop.nothing
"""


def test_modules_of_a_package_and_one_class_by_all_its_names(bench: Bench) -> None:
    case = Case(reference=SHOP, solution=SHOP, tests=TESTS)
    bench.check(case)
    modules = bench.recorded(case).recorded["modules"]
    inner = {"shop._pricing", "shop.errors", "shop.extra", "shop.extra.gifts", "shop.stock", "shop.units"}
    assert set(modules) == {"shop"} | inner
    assert modules["shop._pricing"]["Basket"]["path"] == ["shop", "Basket"]
    assert "broken" not in str(modules)


def test_a_submission_may_lie_in_other_files_as_long_as_the_tests_find_it(bench: Bench) -> None:
    """Here `Basket` and its like are where the reference has none, and the tests' paths still lead to them."""
    other = {path: text for path, text in SHOP.items() if path != "shop/errors.py"}
    other["shop/_pricing.py"] = "from .till import *\nfrom .till import Basket, EMPTY\n"
    other["shop/till.py"] = SHOP["shop/_pricing.py"].replace("import OutOfStock", "import OutOfStock, ShopError")
    other["shop/errors.py"] = "from .mistakes import OutOfStock, ShopError\n"
    other["shop/mistakes.py"] = SHOP["shop/errors.py"]
    bench.check(Case(reference=SHOP, solution=other, tests=TESTS))


def test_a_class_of_a_file_beside_the_module_is_the_submissions_own(bench: Bench) -> None:
    parts = """
        from collections import OrderedDict
        class Cache(OrderedDict):
            def put(self, key): self[key] = True
        class Full(LookupError): pass
        def shape(): return Cache
        def fill():
            raise Full("full")
    """
    tests = """
        import pytest
        from solution import Cache, Full, fill, shape
        def test_class(): assert shape() is Cache
        def test_handle():
            cache = Cache()
            cache.put("a")
            assert type(cache) is Cache
        def test_error():
            with pytest.raises(Full): fill()
    """
    solution = {"solution.py": "from parts import Cache, Full, fill, shape\n", "parts.py": parts}
    bench.check(Case(reference=parts, solution=solution, tests=tests))


def test_a_module_that_was_not_written_is_missing_where_it_is_used(bench: Bench) -> None:
    without = {path: text for path, text in SHOP.items() if not path.startswith("shop/extra/")}
    expect = {
        "test_errors": "missing: there is no module 'shop.extra.gifts'",
        "test_module_of_a_module": "missing: there is no module 'shop.extra.gifts'",
    }
    bench.check(Case(reference=SHOP, solution=without, tests=TESTS, expect=expect))


def test_a_module_that_cannot_be_imported_costs_the_tests_that_use_it(bench: Bench) -> None:
    worse = {**SHOP, "shop/extra/gifts.py": "raise ValueError('paper cut')\n"}
    tests = """
        import pytest
        from shop import price, Basket
        from shop.extra.gifts import wrap

        def test_other():
            assert price(Basket()) == 1

        def test_expected():
            with pytest.raises(Exception):
                wrap(None)
    """
    expect = {"test_expected": "missing: 'shop.extra.gifts' could not be imported: ValueError: paper cut"}
    bench.check(Case(reference=SHOP, solution=worse, tests=tests, expect=expect))


def test_two_modules_of_a_package_may_have_a_class_of_the_same_name(bench: Bench) -> None:
    maps = {
        "maps/__init__.py": "",
        "maps/tree.py": "class Node:\n    def __init__(self): self.kind = 'tree'\ndef make(): return Node()\n",
        "maps/graph.py": "class Node:\n    def __init__(self): self.kind = 'graph'\ndef build(): return Node()\n",
    }
    tests = """
        from maps import graph, tree

        def test_kinds():
            assert graph.Node is not tree.Node
            assert type(tree.make()) is tree.Node and tree.make().kind == "tree"
            assert type(graph.build()) is graph.Node and graph.build().kind == "graph"
    """
    bench.check(Case(reference=maps, solution=maps, tests=tests))


def test_what_the_reference_does_not_give_by_that_name_is_refused(bench: Bench) -> None:
    lying = {**SHOP, "shop/units.py": "from shop._lies import kilos\nGRAMS = 1000\n"}
    lying["shop/_lies.py"] = """
        class Basket:
            def __eq__(self, other): return True
        def kilos(grams): return Basket()
    """
    tests = """
        import shop.units
        from shop import Basket

        def test_kilos():
            assert shop.units.kilos(500) == 0.5
    """
    expect = {"test_kilos": "refused: kilos gave an object"}
    bench.check(Case(reference=SHOP, solution=lying, tests=tests, expect=expect))
