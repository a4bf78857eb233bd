"""机器接口 (Art. 5, 25): Door: machines. Health, and the versioned interface under ``/api/v1/``.

Enters: a request of another system, with a token of one department that ends by itself, or without any for what is
public. Leaves: what an official of that department may read, and nothing of a class or a person; what changed, by a
cursor. Refuses: a token that is unknown, taken back or over; a scope it was not given; a hand of a machine where the
law asks for a person's.
"""
