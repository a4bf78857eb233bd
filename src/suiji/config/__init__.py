"""配置: Settings, the root of the addresses, the clock of the edge, wsgi; nothing else."""
