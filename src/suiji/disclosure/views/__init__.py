"""How results are shown and worked on: one result, what stands beside it, what is sent to the publicity system."""
