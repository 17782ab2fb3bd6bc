"""`/summary`, `/export` and the weekly digest: who may see what, what is collected, and how it is said.

`asking` takes the wish and puts an order into the outbox. The order is carried out when it is delivered, in a process
of its own (`bot.reports`): `collecting` reads the figures there, `saying` and `sheet` put them into words and into
what a picture needs.
"""
