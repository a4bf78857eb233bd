"""机器接口 (Art. 5): Door: machines. Health of the system today; exchange comes with its own work."""
