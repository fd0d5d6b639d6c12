"""One mesh in the form that is drawn: vertices that triangles share, with a normal of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A mesh of triangles in millimetres, in the coordinates of its file."""

    name: str
    """The file's, as it came: clean it before it is shown."""
    vertices: NDArray[np.float32]
    """(n, 3)."""
    faces: NDArray[np.int32]
    """(m, 3): numbers of vertices, counter-clockwise seen from outside."""
    normals: NDArray[np.float32]
    """(n, 3), of length one; zero where a vertex has no surface around it."""
    colours: NDArray[np.uint8] | None = None
    """(n, 3), red, green, blue of each vertex."""
    uv: NDArray[np.float32] | None = None
    """(n, 2): where in the texture each vertex lies; 0, 0 is its left bottom corner."""
    texture: NDArray[np.uint8] | None = None
    """(h, w, 3), rows from the top."""
    remark: str = ""
    """A sentence on what was understood of the file that it does not say itself; "" where there is none."""

    @property
    def bounds(self) -> NDArray[np.float64]:
        """(2, 3): least and greatest x, y and z."""
        columns = [self.vertices[:, axis] for axis in range(3)]
        return np.array([[side.min() for side in columns], [side.max() for side in columns]], np.float64)
