"""The public's connection as the tests have it: the web role's own, with the public role put on for each query.

A second connection would not see what a test has written and not committed.
"""
