"""Scripted visitors of the shop, who leave the access log that its web server would have written.

They know Oscar's pages and fields by heart and nothing of journeys. Their requests are real, one
after another; only the clock of the log is made up, so that a fortnight takes a minute.
"""
