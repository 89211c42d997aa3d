package dev.vitrine.media.worker.demo;

/**
 * Where the show is looked at from. The world's unit is about a metre: x to the right, y up, z into the shop; the
 * window's glass is at z = 0. The camera looks straight ahead.
 *
 * @param middleX the picture's middle in pixels
 * @param middleY likewise
 * @param focal pixels that a unit takes at a distance of one
 */
record Camera(double x, double y, double z, double middleX, double middleY, double focal) {
    /** Pixels for one unit at a depth. */
    double scale(double atZ) {
        return focal / (atZ - z);
    }

    double screenX(double worldX, double atZ) {
        return middleX + (worldX - x) * scale(atZ);
    }

    double screenY(double worldY, double atZ) {
        return middleY - (worldY - y) * scale(atZ);
    }
}
