"""What anybody may ask. Every query here names its columns: what is not public is never read."""
