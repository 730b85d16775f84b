"""What is printed: signs for streets, labels for sites, maps. Pure: plain values in, bytes of a PDF or PNG out."""
