package dev.vitrine.media.worker.demo;

/**
 * The light that falls on a thing: a warm spot from the upper left, the blue street in front, a warm edge from behind,
 * and the lamp. All amounts are 1 when full.
 *
 * @param spot the thing's own spot
 * @param lamp the lamp's light as it arrives, 0 on the lamp itself
 * @param lampX where the lamp stands from here
 * @param lampY likewise
 * @param lampZ likewise
 * @param glow how bright surfaces that shine by themselves are
 */
record Lights(double spot, double lamp, double lampX, double lampY, double lampZ, double glow) {
    private static final double[] SPOT_FROM = unit(-0.42, 0.74, -0.62);
    private static final double[] EDGE_FROM = unit(0.82, 0.30, 0.52);
    private static final double[] HALF = unit(-0.42, 0.74, -1.62);

    private static double[] unit(double x, double y, double z) {
        double length = Math.sqrt(x * x + y * y + z * z);
        return new double[] {x / length, y / length, z / length};
    }

    /**
     * Works out the light at a point.
     *
     * @param out diffuse red, green, blue and the highlight, each as a factor of display brightness
     */
    void at(Mesh.Material material, double px, double py, double pz, double nx, double ny, double nz, float[] out) {
        double towards = Math.max(0, nx * SPOT_FROM[0] + ny * SPOT_FROM[1] + nz * SPOT_FROM[2]);
        double edge = Math.max(0, nx * EDGE_FROM[0] + ny * EDGE_FROM[1] + nz * EDGE_FROM[2]);
        double grazing = 1 - Math.abs(nz);
        edge *= 0.35 + 0.9 * grazing * grazing;
        double sky = 0.5 + 0.5 * ny;
        double street = Math.max(0, 0.25 * nx + 0.08 * ny - 0.96 * nz);
        double r = 0.055 + 0.11 * sky + 0.07 * street;
        double g = 0.048 + 0.085 * sky + 0.085 * street;
        double b = 0.050 + 0.065 * sky + 0.130 * street;
        r += spot * (1.16 * towards + 0.62 * edge);
        g += spot * (0.98 * towards + 0.38 * edge);
        b += spot * (0.76 * towards + 0.20 * edge);
        if (lamp > 0) {
            double dx = lampX - px;
            double dy = lampY - py;
            double dz = lampZ - pz;
            double d2 = dx * dx + dy * dy + dz * dz;
            double facing = Math.max(0, (nx * dx + ny * dy + nz * dz) / Math.sqrt(d2)) * lamp / d2;
            r += 1.0 * facing;
            g += 0.66 * facing;
            b += 0.34 * facing;
        }
        double own = material.glow() * glow;
        out[0] = (float) Math.sqrt(r + own);
        out[1] = (float) Math.sqrt(g + own * 0.76);
        out[2] = (float) Math.sqrt(b + own * 0.42);
        out[3] = (float) highlight(material, nx, ny, nz);
    }

    private double highlight(Mesh.Material material, double nx, double ny, double nz) {
        double h = Math.max(0, nx * HALF[0] + ny * HALF[1] + nz * HALF[2]);
        for (int i = 0; i < material.gloss(); i++) {
            h *= h;
        }
        double shine = material.shine() * h * (0.25 + 0.75 * spot);
        if (material.mirror() > 0) {
            // The view's mirror image: two bright panes to the right, the street's low light to the left.
            double rx = -2 * nz * nx;
            double ry = -2 * nz * ny;
            double pane = window(rx, 0.30, 0.62) * window(ry, -0.10, 0.62) * (1 - 0.8 * window(rx, 0.44, 0.48));
            double low = window(rx, -0.95, -0.55) * window(ry, -0.35, 0.25) * 0.5;
            double rim = Math.pow(1 - Math.min(1, Math.abs(nz)), 3) * 0.35;
            shine += material.mirror() * (pane + low + rim) * (0.3 + 0.7 * spot);
        }
        return shine;
    }

    private static double window(double x, double from, double to) {
        double soft = 0.07;
        double in = Math.clamp((x - from) / soft + 0.5, 0, 1);
        double out = Math.clamp((to - x) / soft + 0.5, 0, 1);
        return in * out;
    }
}
