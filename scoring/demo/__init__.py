"""The rankings of the demo city: published, announced and corrected through the actions of everybody else."""
