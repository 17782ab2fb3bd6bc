"""`python -m locales.check`: holds the code, `carebot.pot` and the catalogues of all languages together.

Every finding names the file, the text and what to do; with findings it ends with 1. It knows nothing of meaning:
whether a sentence sounds right is for a reader of that language.
"""

import ast
import gettext
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError

from locales import rules
from locales.catalogues import TRANSLATED, catalogue_path, load, template_path
from locales.sources import FILLED_LATER, ROOT, Finding, Text, read_all
from locales.wording import HOME

COLLECT = "run `make messages`, then translate what is new"


def check(root: Path = ROOT, home: Path = HOME) -> list[Finding]:
    """Everything that is wrong with the texts of the code under `root` and the catalogues under `home`."""
    texts, findings = read_all(root)
    findings += _english(texts)
    wanted = _plurals(texts)
    findings += _stale_exceptions(wanted)
    findings += _same_ids(template_path(home), None, wanted)
    for language in TRANSLATED:
        path = catalogue_path(language, home)
        findings += _same_ids(path, language, wanted)
        if path.exists():
            findings += _catalogue(path, language)
    return findings


def _english(texts: list[Text]) -> Iterator[Finding]:
    seen: dict[str, Text] = {}
    for text in texts:
        other = seen.setdefault(text.one, text)
        if other.many != text.many and None not in (other.many, text.many):
            yield Finding(text.place, text.one, f"has another plural at {other.place}; use one for both.")
        for form in (text.one, text.many):
            if form is not None:
                yield from (Finding(text.place, form, f"{wrong}.") for wrong in rules.wrong_html(form))
                if form != form.strip():
                    yield Finding(text.place, form, "begins or ends with space; put it around the text instead.")


def _stale_exceptions(wanted: dict[str, str | None]) -> Iterator[Finding]:
    for one in FILLED_LATER.keys() - wanted.keys():
        yield Finding("locales/sources.py", one, "is no longer in the code: take it out of FILLED_LATER.")


def _plurals(texts: list[Text]) -> dict[str, str | None]:
    wanted: dict[str, str | None] = {}
    for text in texts:
        wanted[text.one] = text.many or wanted.get(text.one)
    return wanted


def _load(path: Path, language: str | None) -> Catalog | Finding:
    try:
        return load(path, language)
    except FileNotFoundError:
        return Finding(path.name, "", f"{path} is missing: {COLLECT}.")
    except PoFileError as error:
        return Finding(path.name, "", f"cannot be read: {error}.")


def _same_ids(path: Path, language: str | None, wanted: dict[str, str | None]) -> Iterator[Finding]:
    catalogue = _load(path, language)
    place = _place(path, language)
    if isinstance(catalogue, Finding):
        yield catalogue
        return
    held = dict(_ids(message) for message in catalogue if message.id)
    for one, many in wanted.items():
        if one not in held:
            yield Finding(place, one, f"is in the code but not here: {COLLECT}.")
        elif held[one] != many:
            yield Finding(place, one, f"has another plural in the code: {COLLECT}.")
    for one in held.keys() - wanted.keys():
        yield Finding(place, one, "is no longer in the code: run `make messages`.")
    for obsolete in catalogue.obsolete.values():
        yield Finding(place, _ids(obsolete)[0], "is kept as obsolete (#~): run `make messages`.")


def _ids(message: Message) -> tuple[str, str | None]:
    return (message.id, None) if isinstance(message.id, str) else (message.id[0], message.id[1])


def _catalogue(path: Path, language: str) -> Iterator[Finding]:
    catalogue = _load(path, language)
    if isinstance(catalogue, Finding):
        return
    place = _place(path, language)
    yield from (Finding(place, "", wrong) for wrong in _header(path, language))
    for message in catalogue:
        if not message.id:
            continue
        if message.fuzzy:
            yield Finding(place, _ids(message)[0], "is marked fuzzy: read the translation, mend it, remove the mark.")
            continue
        yield from (
            Finding(place, _ids(message)[0], f"the translation {wrong}.") for wrong in _wrong(message, language)
        )


def _wrong(message: Message, language: str) -> Iterator[str]:
    one, many = _ids(message)
    if many is None:
        yield from rules.wrong_translation(one, str(message.string or ""), language)
        return
    rule = get_plural(language)
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if len(forms) != rule.num_plurals:
        yield f"has {len(forms)} plural forms; {language} has {rule.num_plurals}"
        return
    yield from rules.wrong_plural(one, many, forms, language, gettext.c2py(rule.plural_expr))


def _header(path: Path, language: str) -> Iterator[str]:
    """What is wrong with the header, without which gettext cannot choose a plural form or read a letter."""
    block = path.read_text(encoding="utf-8").split("\n\n", 1)[0]
    quoted = (line.removeprefix("msgstr ") for line in block.splitlines() if not line.startswith(("#", "msgid")))
    lines = "".join(ast.literal_eval(line) for line in quoted).splitlines()
    header = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    expected = {
        "Language": language,
        "Content-Type": "text/plain; charset=utf-8",
        "Plural-Forms": f"{get_plural(language)};",
    }
    for name, value in expected.items():
        if _tidy(header.get(name, "")) != _tidy(value):
            yield f"the header must say “{name}: {value}”."


def _tidy(value: str) -> str:
    return value.replace(" ", "").rstrip(";").lower()


def _place(path: Path, language: str | None) -> str:
    return f"locales/{path.name}" if language is None else f"locales/{language}/LC_MESSAGES/{path.name}"


def main() -> int:
    """Print what is wrong; the number for the shell."""
    findings = check()
    for finding in findings:
        print(finding)
    if findings:
        print(f"{len(findings)} to mend in the texts and catalogues.")
        return 1
    print("The catalogues are complete.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
