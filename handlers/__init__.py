"""Floor 3: Telegram comes in. One aiogram router per audience; each handler reads an update and calls one use case.

May import: aiogram, conversations, storage (records and queries), locales. Must not import: SQLAlchemy, bot.
"""
