"""What only a browser can find wrong with a step; what every runner can is in `judging`.

- `second_judge.py`: looks at a step that is over: its scripts, the event of its view
- `view_events.py`, `open_steps.py`: events lost, sent twice, or sent as a page is left
- `doubled_requests.py`: forms that one press sends twice
- `idle_presses.py`, `unusable.py`: buttons that do nothing, controls that nobody can press
- `bare_pages.py`, `restless_pages.py`: pages without their content, pages that never come to rest
- `lacking_data.py`: what a page asked for and was not given
- `flaws.py`: what is only noted
"""
