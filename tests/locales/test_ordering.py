"""The order of names."""

import pytest

from locales.ordering import order_key


@pytest.mark.parametrize(
    "names",
    [
        ["Аліна", "Ґалаґан", "Євген", "Зоя", "Інна", "Їжак", "Йосип", "Щербань", "Юлія", "Яна"],
        ["Анна", "Егор", "Ёлкина", "Жанна", "Яна"],
        ["Ardent", "élan", "Elle", "Zebra"],
        ["3M", "Acme", "Соняшник"],
        ["anna", "Berta", "Carl"],
    ],
    ids=["Ukrainian", "Russian", "accents", "scripts", "case"],
)
def test_names_stand_in_the_order_of_the_alphabet(names: list[str]):
    assert sorted(names, key=order_key) == names
