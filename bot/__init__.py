"""The roof: settings, command line, intake, delivery, scheduler and the composition root.

Knows everybody below; nobody below knows it. `bot.app.build` puts the parts together, the same way for run, demo and
tests. The command line answers without importing aiogram unless a command speaks to Telegram.
"""
