"""Imported once, before the first worker is forked: a new life then begins with the calendars of all countries read."""

from conversations.calendar import library, tones
from locales import LANGUAGES, greetings, wording

for country in tones.load().countries:
    for year in range(2025, 2030):
        library.named_days(country, year)
for language in greetings.LANGUAGES:
    greetings.names(language)
for language in LANGUAGES:
    wording(language)
