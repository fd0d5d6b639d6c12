"""Scans of invented mouths and faces, worked out from published sizes of teeth, arches and faces.

teeth says what crowns are like, crown makes fields of it, arch puts them where they meet; jaws has what a
scanner sees of them, face what a scanner sees of a face; surface turns fields of distances into triangles,
files writes them. All of it needs numpy and is imported where scans are made only.
"""
