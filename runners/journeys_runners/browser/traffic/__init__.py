"""What the pages of a visit ask for, send and complain of, and what keeps it inside.

- `traffic.py`, `seen.py`, `answers.py`: requests and answers, as evidence
- `sockets.py`: what was said through WebSockets
- `sent_events.py`, `last_words.py`: analytics events in requests, and as a page is left
- `doubled_events.py`: whether two requests with one event are two events
- `script_faults.py`: errors of scripts, and what a page needs and does not get
- `trips.py`, `led_away.py`: where an action led, and where a script did
- `fence.py`, `own_origin.py`: mark requests, and stop those that would leave the application
- `sender.py`, `set_cookies.py`: requests that no page makes
"""
