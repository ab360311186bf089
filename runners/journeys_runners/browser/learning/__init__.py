"""`journeys learn`: finds out which press performs which action, page by page.

- `learner.py`: walks the pages and keeps what was found
- `seeking.py`: what is still sought, and what each page is worth
- `trials.py`, `form_trials.py`: what can be tried on a page, and in its forms and dialogs
- `pointed.py`, `choosing.py`: what is no usual control, and what a form wants to have chosen
- `caution.py`: which controls are left alone
- `trying.py`, `ground.py`: make a trial, and keep the page as each begins
- `handing_over.py`: has analytics libraries send what they hold
- `layout_presses.py`: presses that lead from every page to the same one
- `describing.py`: how a control is found again
- `entrance.py`: who learns comes in as somebody the application knows
"""
