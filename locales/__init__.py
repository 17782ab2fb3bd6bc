"""Floor 1: wording. The catalogues of every language and what turns an English message id into a person's text.

Short texts are gettext messages: the English sentence is the id, values stand in it as `{name}`. `carebot.pot` lists
them, `<language>/LC_MESSAGES/carebot.po` translates them, `locales.update` collects new ones (`make messages`) and
`locales.check` holds code and catalogues together (`make catalogues`).
May import: Babel, the standard library. Must not import: storage, conversations, handlers, bot, aiogram, SQLAlchemy.
"""

from locales.wording import LANGUAGES, Phrase, Wording, phrase, plural_phrase, wording

__all__ = ["LANGUAGES", "Phrase", "Wording", "phrase", "plural_phrase", "wording"]
