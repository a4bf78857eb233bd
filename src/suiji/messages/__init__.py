"""消息 (Art. 7, 20): Notices and reminders to officials, kept in an outbox and carried out of the house.

Enters: whom to tell, one sentence, an address of a page, and a key under which nobody is told twice. Leaves: the
page 消息 with its read state, an e-mail, a webhook. Refuses: reading another person's messages.
"""
