"""The commands of ``suiji``, one module per concern; ``suiji.running.command`` gathers them."""
