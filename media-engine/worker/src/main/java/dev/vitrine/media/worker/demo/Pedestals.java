package dev.vitrine.media.worker.demo;

import dev.vitrine.media.worker.demo.Surface.Profile;
import java.util.List;

/** What the things stand on: round plinths of pale stone. */
final class Pedestals {
    private static final double RADIUS = 0.50;
    private static final double DEEP = 1.4;

    private final List<Mesh> plinth;

    Pedestals() {
        Mesh.Material stone = new Mesh.Material(Textures.slope(0x6B5547, 0xC9B59C), 0.10, 3, 0.03, 0);
        Mesh.Material rim = new Mesh.Material(Textures.plain(0xC79A4E), 0.7, 4, 0.25, 0);
        plinth = List.of(
                new Mesh(
                        stone,
                        false,
                        48,
                        3,
                        Surface.turned(
                                Profile.through(RADIUS, RADIUS, RADIUS, RADIUS),
                                Profile.through(-DEEP, -DEEP * 0.66, -DEEP * 0.33, -0.06))),
                new Mesh(
                        rim,
                        false,
                        48,
                        2,
                        Surface.turned(
                                Profile.through(RADIUS + 0.012, RADIUS + 0.014, RADIUS + 0.012),
                                Profile.through(-0.062, -0.045, -0.028))),
                new Mesh(
                        stone,
                        false,
                        48,
                        5,
                        Surface.turned(
                                Profile.through(RADIUS, RADIUS, RADIUS - 0.01, 0.3, 0),
                                Profile.through(-0.03, -0.012, 0, 0, 0))));
    }

    void draw(Canvas canvas, Rasteriser rasteriser, Camera camera, double[] stand, double spot) {
        rasteriser.draw(plinth, camera, stand, 0, 1, false, new Lights(spot, 0, 0, 1, 0, 0));
    }
}
