"""What pages offer: links, forms, dialogs; which URLs are the application's own.

- `page.py`, `forms.py`: the records
- `parsing.py`: reads a page, by `links.py`, `controls.py` and `form_reading.py`; `known_pages.py`
  reads the same page only once
- `link_forms.py`, `script_buttons.py`, `loose_fields.py`, `dialogs.py`, `htmx.py`: what works as a
  form and is none in HTML
- `site.py`: which URLs are the application's own, and of which template
- `sign_out.py`, `password_forms.py`, `complaints.py`, `words.py`: what a page means by what it says
"""
