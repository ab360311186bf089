"""The suite stage: journeys go in, files in a repository come out, and the other way round.

`choosing` picks the journeys, `writing` puts them into a folder, `loading` reads them back.
"""
