"""What changes rankings: counting, the steps to publication, appeals, schemes."""
