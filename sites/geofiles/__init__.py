"""Zones as files of other programs: GeoJSON and zipped Shapefiles, read with care and written plainly (pure).

Inside, everything is WGS-84 in degrees; CGCS2000 degrees are taken as they are. GCJ-02 and BD-09 exist only at this
border, and only when somebody says so. docs/geofiles.md describes fields and limits.
"""
