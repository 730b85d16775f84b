"""The drawn scenes behind the demo city's photos: one place each, before and after it was put right, as SVG."""
