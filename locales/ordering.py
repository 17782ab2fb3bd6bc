"""The order of names, as people expect it in a list: by alphabet, without regard to case and accents.

By code point, “І” and “Є” would stand before “А”, and “Ґ” and “Ё” behind “Я”.
"""

import unicodedata

_CYRILLIC = "аәбвгґғдеёєжзиіїйклқмнңоөпрстуұүўфхһцчшщъыьэюя"
"""One order for the alphabets of Ukrainian, Russian and Kazakh: their own orders do not contradict each other here."""

_PLACES = {letter: place for place, letter in enumerate(_CYRILLIC)}


def order_key(name: str) -> tuple[list[tuple[int, int]], str]:
    """What to sort names by: signs and digits, then Latin, then Cyrillic letters, then all others."""
    return [_weight(letter) for letter in name.casefold()], name


def _weight(letter: str) -> tuple[int, int]:
    if letter in _PLACES:
        return 2, _PLACES[letter]
    plain = unicodedata.normalize("NFD", letter)[0]
    if not plain.isalpha():
        return 0, ord(plain)
    return (1 if plain.isascii() else 3), ord(plain)
