"""The runner that performs journeys in a real Chromium, through Playwright.

It takes its plans from the same ways as the HTTP runner and carries them out on the live page:
links are clicked, fields filled and buttons pressed. Only `options` may be imported by others than
`runners`: Playwright is loaded when a browser is asked for, and not before.

    launching.py   finds and starts the browser           runner.py   opens visits
    snapshot.py    live page → HTML with handles          visit.py    performs a step
    acting.py, entering.py   carry out a plan             settling.py waits
    traffic.py, answers.py   requests → evidence          own_origin.py  marks and fences requests
    sent_events.py  events in requests                    script_faults.py  errors of scripts
    artifacts.py   screenshots and traces
"""
