"""实施检查 (Art. 17, 18, 19, 20, 21): Pre-check, notice, visit, record, signatures, results.

Enters: a drawn object and its team. Leaves: signed results per department and item. Refuses: a visit before
its notice, a record without signature or refusal note, ④ or ⑥ without evidence.
"""
