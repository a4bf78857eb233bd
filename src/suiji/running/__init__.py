"""运行 (Art. 5): Supervisor, embedded PostgreSQL, command line, demonstration."""
