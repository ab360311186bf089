"""What recorded requests hold: the places in bodies, headers and cookies, and what stands there.

Readers and counting say by it what was sent in production; a replay builds requests by it. It knows
of no format and no engine.
"""
