"""What a visitor does in a page: plans are carried out, and gestures of bindings are made.

- `pressing.py`, `entering.py`: carry out a plan: click, fill, submit
- `gesturing.py`, `banners.py`: make the gestures of bindings and banners
- `revealing.py`, `scrolling.py`: bring to light what shows only when it is reached for
- `hindrances.py`: what keeps a visitor from pressing a control
- `open_dialogs.py`: what was learned of a page, while a dialog stands over it
"""
