"""The demo city: invented, with three months of work done through the real actions (docs/demo.md)."""
