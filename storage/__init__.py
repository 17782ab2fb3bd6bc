"""Floor 1: the SQL store. Tables, named queries, durable queues.

Each module holds the queries of one topic as plain functions whose first argument is the unit of work. Frozen records
(`storage.records`) cross upward; SQLAlchemy rows never do. Nothing here knows Telegram's API or any wording.
May import: SQLAlchemy, the standard library. Must not import: aiogram, locales, conversations, handlers, bot.
"""
