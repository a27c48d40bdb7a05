"""Kills web and courier at random while plans are filed, and counts what was lost: nothing.

`python -m bench.faults --plans 2000 --kills 1000 [--database URL]`. The parts: a mail server of
our own (sink), the system under test (system), fillers that keep their own list of what was
acknowledged (filler), and a judge that counts afterwards (judge).

`python -m bench.faults.papers` does the same to signed paper: what is sent (batches), by whom
(senders), and where it is afterwards (paper_judge).
"""
