"""Pictures for `glyphs`: one shape each, at a random place, size, angle and colour, on a noisy ground."""

import math

import numpy as np
from PIL import Image, ImageDraw

CLASSES = ["circle", "square", "star", "cross", "ring"]
SIDE = 48
OVER = 4  # drawn so much larger, then averaged down: smooth edges


def outline(shape, centre, radius, angle):
    """Corners of a polygon; the circle and the ring are polygons of 72 corners."""
    x, y = centre

    def at(turn, distance):
        return (x + distance * math.cos(angle + turn), y + distance * math.sin(angle + turn))

    if shape == "square":
        return [at(math.pi / 4 + k * math.pi / 2, radius) for k in range(4)]
    if shape == "star":
        return [at(k * math.pi / 5, radius if k % 2 == 0 else radius * 0.42) for k in range(10)]
    if shape == "cross":
        arm = 0.34
        corners = [(1, -arm), (1, arm), (arm, arm)]
        points = []
        for quarter in range(4):
            turn = quarter * math.pi / 2
            for u, v in corners:
                points.append(at(turn + math.atan2(v, u), radius * math.hypot(u, v) * 0.94))
        return points
    return [at(k * math.pi / 36, radius * 0.92) for k in range(72)]


def coverage(shape, rng):
    """How much of each pixel the shape covers, 0–1, float [SIDE, SIDE]."""
    side = SIDE * OVER
    radius = rng.uniform(0.2, 0.42) * side
    reach = side / 2 - radius * 0.95
    centre = (side / 2 + rng.uniform(-reach, reach), side / 2 + rng.uniform(-reach, reach))
    angle = rng.uniform(0, 2 * math.pi)
    canvas = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(canvas)
    pen.polygon(outline(shape, centre, radius, angle), fill=255)
    if shape == "ring":
        pen.polygon(outline("circle", centre, radius * rng.uniform(0.4, 0.72), angle), fill=0)
    return np.asarray(canvas.resize((SIDE, SIDE), Image.Resampling.BOX), np.float32) / 255


def colours(rng):
    """Two colours of the ground and one of the shape, far enough from both to be seen."""
    while True:
        ground = rng.uniform(20, 235, (2, 3))
        ground[1] = np.clip(ground[0] + rng.uniform(-70, 70, 3), 0, 255)
        shape = rng.uniform(10, 245, 3)
        if min(np.linalg.norm(shape - colour) for colour in ground) > 85:
            return ground, shape


def picture(shape, rng):
    """(uint8 [SIDE, SIDE, 3], the shape's mask bool [SIDE, SIDE])."""
    cover = coverage(shape, rng)
    ground, colour = colours(rng)
    angle = rng.uniform(0, 2 * math.pi)
    grid = np.linspace(-1, 1, SIDE)
    slope = (np.cos(angle) * grid[None, :] + np.sin(angle) * grid[:, None]) / 2.83 + 0.5
    base = ground[0] + slope[..., None] * (ground[1] - ground[0])
    base = base + cover[..., None] * (colour - base)
    clutter = Image.fromarray(np.clip(base, 0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(clutter)
    for _ in range(rng.integers(0, 5)):
        ends = [tuple(rng.uniform(0, SIDE, 2)) for _ in range(2)]
        pen.line(ends, fill=tuple(int(v) for v in rng.uniform(0, 255, 3)), width=int(rng.integers(1, 3)))
    for _ in range(rng.integers(0, 4)):
        x, y, r = *rng.uniform(0, SIDE, 2), rng.uniform(1.5, 4.5)
        pen.ellipse((x - r, y - r, x + r, y + r), fill=tuple(int(v) for v in rng.uniform(0, 255, 3)))
    noisy = np.asarray(clutter, np.float32) + rng.normal(0, rng.uniform(14, 48), (SIDE, SIDE, 3))
    # Sixteen steps per colour: not seen under the noise, and the PNG is half as large.
    return (np.clip(np.round(noisy / 16) * 16, 0, 255)).astype(np.uint8), cover >= 0.5


def many(count, seed):
    """`count` pictures, the classes in turn: uint8 [count, SIDE, SIDE, 3], labels, masks. Row i depends on seed and i alone."""
    pictures = np.empty((count, SIDE, SIDE, 3), np.uint8)
    masks = np.empty((count, SIDE, SIDE), bool)
    labels = np.arange(count) % len(CLASSES)
    for row in range(count):
        pictures[row], masks[row] = picture(CLASSES[labels[row]], np.random.default_rng([seed, row]))
    return pictures, labels, masks
