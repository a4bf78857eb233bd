"""脱敏 — as much of a number as a person needs to recognise it."""


def masked_identity(number: str) -> str:
    """410***********1234: the first three and the last four; nothing of a number too short for that."""
    return _masked(number, 3, 4) if len(number) >= 15 else "*" * len(number)


def masked_phone(number: str) -> str:
    """138****5678 of a mobile number, 0372****123 of another: the first and last few; nothing of a short one."""
    if len(number) == 11 and number.startswith("1"):
        return _masked(number, 3, 4)
    return _masked(number, 4, 3) if len(number) >= 10 else "*" * len(number)


def masked_name(name: str) -> str:
    """张** of a person's name: the first character."""
    return name[:1] + "*" * (len(name) - 1)


def _masked(text: str, first: int, last: int) -> str:
    return text[:first] + "*" * (len(text) - first - last) + text[-last:]
