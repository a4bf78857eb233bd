"""How the requests about visits are read: on the spot, arranged before, and written as papers."""
