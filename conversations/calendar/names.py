"""What days and traditions are called in people's languages.

The library names holidays in English. The names that matter most are translated in our catalogues; a day that is not
here keeps its English name in every language.
"""

from locales import Phrase, phrase

_DAYS = {
    one.text: one
    for one in (
        phrase("Birthday"),
        phrase("Anniversary of working together"),
        phrase("Check-in"),
        # Festive in at least one country.
        phrase("Canada Day"),
        phrase("Chinese New Year (Spring Festival)"),
        phrase("Chinese New Year's Eve"),
        phrase("Christmas"),
        phrase("Christmas Day"),
        phrase("Christmas Eve"),
        phrase("Chuseok"),
        phrase("Diwali"),
        phrase("Dussehra"),
        phrase("Easter Monday"),
        phrase("Easter Sunday"),
        phrase("Easter Sunday (Pascha)"),
        phrase("Eid al-Adha"),
        phrase("Eid al-Adha Holiday"),
        phrase("Eid al-Fitr"),
        phrase("Eid al-Fitr Holiday"),
        phrase("Epiphany"),
        phrase("Founding Day Holiday"),
        phrase("Guru Nanak's Birthday"),
        phrase("Hanukkah"),
        phrase("Holi"),
        phrase("Independence Day"),
        phrase("International Women's Day"),
        phrase("Kazakhstan's People Solidarity Holiday"),
        phrase("King's Day"),
        phrase("Korean New Year"),
        phrase("Lunar New Year"),
        phrase("Mid-Autumn Festival"),
        phrase("Midsummer Eve"),
        phrase("National Day"),
        phrase("National Day Holiday"),
        phrase("National Sovereignty and Children's Day"),
        phrase("New Year's Day"),
        phrase("New Year's Eve"),
        phrase("Nowruz"),
        phrase("Nowruz Holiday"),
        phrase("Onam"),
        phrase("Orthodox Christmas"),
        phrase("Pesach"),
        phrase("Purim"),
        phrase("Republic Day"),
        phrase("Rosh Hashanah"),
        phrase("Shavuot"),
        phrase("Spring Festival"),
        phrase("Sukkot"),
        phrase("Thanksgiving Day"),
        phrase("Universal Fraternization Day"),
        phrase("Victory Day"),
        phrase("Women's Day"),
        # Solemn in at least one country.
        phrase("2023 earthquake"),
        phrase("7 October anniversary"),
        phrase("ANZAC Day"),
        phrase("All Saints' Day"),
        phrase("All Souls' Day"),
        phrase("Anniversary of the full-scale invasion"),
        phrase("Armistice Day"),
        phrase("Armistice Day (11:00)"),
        phrase("Ashura"),
        phrase("Attacks of 13 November 2015"),
        phrase("August 2008 war"),
        phrase("Babyn Yar tragedy day"),
        phrase("Birthday of Martin Luther King, Jr."),
        phrase("Chornobyl disaster day"),
        phrase("Commemoration Day"),
        phrase("Day of Memory and Honor"),
        phrase("Day of Remembrance and Victory over Nazism in World War II 1939-1945"),
        phrase("Day of Victory over Fascism"),
        phrase("Day of defenders of Ukraine"),
        phrase("Day of remembrance of the Crimean Tatar genocide"),
        phrase("Day of the Heavenly Hundred Heroes"),
        phrase("Death of Ataturk (09:05)"),
        phrase("Democracy and National Unity Day"),
        phrase("Dodenherdenking (20:00)"),
        phrase("European day of victims of terrorism (11-M)"),
        phrase("Good Friday"),
        phrase("Hiroshima / Nagasaki / end of the war"),
        phrase("Holodomor remembrance day (minute of silence 16:00)"),
        phrase("Independence Movement Day"),
        phrase("International Holocaust Remembrance Day"),
        phrase("Khojaly"),
        phrase("Martin Luther King Jr. Day"),
        phrase("Martyrs' Day"),
        phrase("Martyrs' Day (Gandhi)"),
        phrase("Memorial Day"),
        phrase("Nanjing memorial day"),
        phrase("National Day for Truth and Reconciliation"),
        phrase("National Unity Day"),
        phrase("Remembrance Day"),
        phrase("Remembrance Day (11:00)"),
        phrase("Remembrance Sunday"),
        phrase("Remembrance day of defenders fallen for Ukraine"),
        phrase("September 11"),
        phrase("Sewol ferry / Itaewon"),
        phrase("Smolensk crash / Katyn"),
        phrase("Tisha B'Av"),
        phrase("Tohoku earthquake"),
        phrase("Tomb-Sweeping Day"),
        phrase("Totensonntag"),
        phrase("Veterans Day"),
        phrase("Victims of political repression and famine"),
        phrase("Victims of repression"),
        phrase("Victory over Fascism Day"),
        phrase("Volkstrauertag"),
        phrase("Warsaw Uprising anniversary (17:00)"),
        phrase("Yom HaShoah"),
        phrase("Yom Kippur"),
        # Days off that teams ask about, though nobody is greeted.
        phrase("Ascension Day"),
        phrase("Assumption Day"),
        phrase("Boxing Day"),
        phrase("Children's Day"),
        phrase("Constitution Day"),
        phrase("Corpus Christi"),
        phrase("Day of Arafah"),
        phrase("Day of the Constitution of Ukraine"),
        phrase("Day off"),
        phrase("Holy Saturday"),
        phrase("Immaculate Conception"),
        phrase("Labor Day"),
        phrase("Liberation Day"),
        phrase("May Day"),
        phrase("Mother's Day"),
        phrase("Pentecost"),
        phrase("Pentecost Monday"),
        phrase("Prophet's Birthday"),
        phrase("Saint Stephen's Day"),
        phrase("Second Day of Christmas"),
        phrase("Ukrainian Statehood Day"),
    )
}

_TRADITIONS = {
    "none": phrase("no tradition"),
    "buddhist": phrase("Buddhist"),
    "christian_orthodox": phrase("Christian (Orthodox)"),
    "christian_western": phrase("Christian (Western)"),
    "hindu": phrase("Hindu"),
    "islamic": phrase("Islamic"),
    "jain": phrase("Jain"),
    "jewish": phrase("Jewish"),
    "lunar": phrase("Lunar calendar"),
    "nowruz": phrase("Nowruz"),
    "parsi": phrase("Parsi"),
    "sikh": phrase("Sikh"),
}


def day(title: str) -> Phrase:
    """The name of a day that has this English title."""
    return _DAYS.get(title) or as_typed(title)


def as_typed(title: str) -> Phrase:
    """A name that somebody typed: the same in every language."""
    return phrase("{title}", title=title)


def tradition(key: str | None) -> Phrase:
    """What a contact's tradition is called; None is none. Raises `KeyError` for one that there is not."""
    return _TRADITIONS[key or "none"]


def translated() -> frozenset[str]:
    """The English titles that our catalogues translate."""
    return frozenset(_DAYS)
