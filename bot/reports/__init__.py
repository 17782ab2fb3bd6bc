"""Reports: pictures and files, made in a process of their own that ends.

`process` starts it and waits, `child` is what runs in it. Only there are matplotlib and XlsxWriter imported: the
bot's memory stays as it is, its event loop free, and a report that fails takes nothing with it. Nothing here imports
aiogram, since `carebot export` uses the same modules.
"""
