"""企业的声音 (Art. 20(2), 22, 25): What an inspected object itself brings: who it is, papers, evaluations, complaints.

Enters: a passcode or a notice's link, documents, an evaluation, a complaint. Leaves: a session of one object, averages
of at least five evaluations, complaints on the supervisor's desk. Refuses: a used code, a sixth guess, a second
evaluation of one visit, any look at another object or at a class.
"""
