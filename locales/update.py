"""`python -m locales.update`: collect the texts of the code into `carebot.pot` and bring every `.po` up to date.

New texts come in untranslated. One that only changed a little keeps its translation marked “fuzzy”: it is not used, and
the check fails, until a person has looked at it and removed the mark. Texts that are no longer in the code go out.
"""

import sys
from pathlib import Path

from locales.catalogues import TRANSLATED, catalogue_path, empty, load, save, template, template_path
from locales.sources import ROOT, read_all
from locales.wording import HOME


def update(root: Path = ROOT, home: Path = HOME) -> list[str]:
    """Write the catalogues under `home` from the code under `root`; one line for each file that changed."""
    texts, _ = read_all(root)
    current = template(texts)
    said = []
    if save(template_path(home), current):
        said.append(f"{template_path(home).name}: {len(current)} texts")
    for language in TRANSLATED:
        path = catalogue_path(language, home)
        catalogue = load(path, language) if path.exists() else empty(language)
        catalogue.header_comment = empty(language).header_comment
        catalogue.fuzzy = False
        catalogue.update(current, update_header_comment=False, update_creation_date=False)
        if save(path, catalogue):
            waiting = sum(1 for message in catalogue if message.id and (message.fuzzy or not message.string))
            said.append(f"{language}: {waiting} to translate" if waiting else f"{language}: complete")
    return said


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in update() or ["The catalogues are up to date."])
