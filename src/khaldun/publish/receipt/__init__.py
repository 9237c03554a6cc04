"""The receipt page: reports, their claims, a map and a timeline in one HTML file that needs nothing else."""
