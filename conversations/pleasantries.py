"""Words that ask for nothing: a bare thank-you, a farewell, a sticker, an emoji.

The lists stand in `pleasantries.toml`. A message is taken for a pleasantry only as a whole: one word that is not in the
lists, a number or a question mark, and it is a message like any other. The doubtful case must reach the manager.
"""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("pleasantries.toml")

_PICTURES = frozenset({"sticker", "dice"})
"""Kinds of message that are a picture of a feeling. Telegram turns a lone 🎲, 🎯 or ⚽ into a dice."""

_ATTENTION = frozenset("?？¿❓❔❗❕‼⁉⁈⁇🆘⚠🚨")
"""A question or an alarm is no pleasantry, whatever stands around it."""

_EMOJI = re.compile(
    "["
    "\u00a9\u00ae\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2934\u2935\u2b00-\u2bff\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001faff"  # pictographs, faces, flags, skin tones
    "\ufe0e\ufe0f\u200d\U000e0020-\U000e007f"  # what joins and varies them
    "]"
)
"""Emoji and the characters that combine them (Unicode 16, emoji-data.txt, by block)."""

_SMILEY = re.compile(r"(?<!\w)(?:[:;=][-'’^]?[)\]DPp*]+|\)+|<3+|\^_*\^|xD+)(?!\w)")
"""Smileys made of letters: :) ;-) =D xD )) <3 ^^; people who write Ukrainian or Russian smile with brackets alone.

What could be the choice of an option, "8)" or "d)", is none.
"""

_MOST_WORDS = 16
"""A longer text says something of its own."""


class Sense(Enum):
    """What a message without a request is.

    `THANKS` needs no answer ever, `FAREWELL` (and pictures) none when all is said.
    """

    THANKS = auto()
    FAREWELL = auto()


@dataclass(frozen=True, slots=True)
class _Phrases:
    thanks: frozenset[tuple[str, ...]]
    farewells: frozenset[tuple[str, ...]]
    beside: frozenset[tuple[str, ...]]

    @property
    def longest(self) -> int:
        return max(len(one) for one in self.thanks | self.farewells | self.beside)


@cache
def _phrases() -> _Phrases:
    lists = tomllib.loads(_FILE.read_text(encoding="utf-8")).values()

    def gathered(name: str) -> frozenset[tuple[str, ...]]:
        return frozenset(tuple(_words(phrase)) for language in lists for phrase in language[name])

    return _Phrases(gathered("thanks"), gathered("farewells"), gathered("beside"))


def sense(kind: str, text: str, names: Collection[str] = ()) -> Sense | None:
    """What a message of this kind and text says, or None when it may say anything else.

    `kind` is the Bot API's name of the content. `names` are people it may address ("Thanks, Olena!"), in any case.
    """
    if kind in _PICTURES:
        return Sense.FAREWELL
    if kind != "text" or any(mark in text for mark in _ATTENTION):
        return None
    without_smiles = _SMILEY.sub(" ", _EMOJI.sub(" ", text))
    if not without_smiles.strip():
        return Sense.FAREWELL if text.strip() else None
    words = _words(without_smiles)
    if not words or len(words) > _MOST_WORDS:
        return None
    return _segmented(words, frozenset(_name_stems(names)))


def _words(text: str) -> list[str]:
    """The words of a text in the form in which they are compared.

    No case, no accents, no apostrophes, no doubled letters.
    """
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    folded = re.sub(r"['’ʼ`´‘]", "", folded)
    folded = "".join(char for char in folded if not unicodedata.combining(char))
    return [re.sub(r"(.)\1+", r"\1", word) for word in re.findall(r"\w+", folded)]


_LATIN = str.maketrans(
    {
        **dict(zip("абвгґдезиіїйклмнопрстуфхыэєюя", "abvhhdeziiiiklmnoprstufhieeua", strict=True)),
        **{"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ь": "", "ъ": ""},
        **{"g": "h", "y": "i", "j": "i"},
    }
)


def _sound(word: str) -> str:
    """A name as it sounds, roughly, in whichever alphabet and spelling: “olen” begins Olena, Олена and Олено."""
    latin = re.sub(r"i(?=[aeu])", "", word.translate(_LATIN).replace("kh", "h"))
    return re.sub(r"(.)\1+", r"\1", latin)


def _name_stems(names: Iterable[str]) -> Iterable[str]:
    """The beginnings of names that every case of them shares, as they sound."""
    for word in _words(" ".join(names)):
        if len(sound := _sound(word)) >= 3:
            yield sound[: max(3, len(sound) - 1)]


def _addresses(word: str, stems: frozenset[str]) -> bool:
    sound = _sound(word)
    return any(sound.startswith(stem) and len(sound) <= len(stem) + 2 for stem in stems)


def _segmented(words: list[str], stems: frozenset[str]) -> Sense | None:
    """The sense of words that fall apart into known phrases without rest; thanks outweigh farewells.

    Each place holds the senses with which the words before it can be read; None stands for "nothing said yet".
    """
    lists = _phrases()
    reached: list[set[Sense | None]] = [set() for _ in range(len(words) + 1)]
    reached[0].add(None)
    for start, senses in enumerate(reached[:-1]):
        if not senses:
            continue
        if _addresses(words[start], stems):
            reached[start + 1] |= senses
        for end in range(start + 1, min(len(words), start + lists.longest) + 1):
            piece = tuple(words[start:end])
            if piece in lists.thanks:
                reached[end].add(Sense.THANKS)
            if piece in lists.farewells:
                reached[end] |= {one or Sense.FAREWELL for one in senses}
            if piece in lists.beside:
                reached[end] |= senses
    found = reached[-1]
    if Sense.THANKS in found:
        return Sense.THANKS
    return Sense.FAREWELL if Sense.FAREWELL in found else None
