"""A visitor performs a step: in the first way that is open, or says why none is.

- `entering.py`: what comes before a step: the first page, the account
- `turns.py`: the order in which ways are tried
- `views.py`, `requests.py`, `events.py`: the ways of each kind of action
- `going.py`: going a way: what is refused, what is sent, what is asked again before it is blamed
- `without_way.py`: the sentence where no way is open
"""
