"""The utility in a browser: the customers' pages, the staff's console and the API, all asked of the records by name.

The web process keeps users and their sessions and nothing else: no usage, no event, no key of the utility link.
"""
