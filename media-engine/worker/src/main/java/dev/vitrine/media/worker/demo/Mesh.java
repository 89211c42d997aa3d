package dev.vitrine.media.worker.demo;

/** A surface cut into triangles, with what it is made of. */
final class Mesh {
    /**
     * What a surface looks like.
     *
     * @param texture 256×256 pixels of its own colour
     * @param shine strength of highlights
     * @param gloss how small they are: the exponent is two to this power
     * @param mirror how much of the street's lights it mirrors
     * @param glow own light
     */
    record Material(int[] texture, double shine, int gloss, double mirror, double glow) {
        static final int TEXTURE_SIDE = 256;

        Material {
            if (texture.length != TEXTURE_SIDE * TEXTURE_SIDE) {
                throw new IllegalArgumentException("a texture has " + TEXTURE_SIDE + " pixels a side");
            }
        }
    }

    final Material material;
    final boolean bothSides;
    final float[] x;
    final float[] y;
    final float[] z;
    final float[] normalX;
    final float[] normalY;
    final float[] normalZ;
    final float[] u;
    final float[] v;
    final int[] corners;
    private final int across;
    private final int along;

    /**
     * Cuts a surface.
     *
     * @param across pieces for s
     * @param along pieces for t
     */
    Mesh(Material material, boolean bothSides, int across, int along, Surface surface) {
        this.material = material;
        this.bothSides = bothSides;
        this.across = across;
        this.along = along;
        int count = (across + 1) * (along + 1);
        x = new float[count];
        y = new float[count];
        z = new float[count];
        normalX = new float[count];
        normalY = new float[count];
        normalZ = new float[count];
        u = new float[count];
        v = new float[count];
        corners = new int[across * along * 6];
        int at = 0;
        for (int j = 0; j < along; j++) {
            for (int i = 0; i < across; i++) {
                int a = j * (across + 1) + i;
                int b = a + across + 1;
                int[] quad = {a, b, a + 1, a + 1, b, b + 1};
                System.arraycopy(quad, 0, corners, at, 6);
                at += 6;
            }
        }
        shape(surface);
    }

    /** Moves every point to where a surface has it now. */
    void shape(Surface surface) {
        double[] p = new double[3];
        double[] right = new double[3];
        double[] left = new double[3];
        double[] up = new double[3];
        double[] down = new double[3];
        double step = 1e-3;
        int at = 0;
        for (int j = 0; j <= along; j++) {
            for (int i = 0; i <= across; i++, at++) {
                double s = (double) i / across;
                double t = (double) j / along;
                surface.at(s, t, p);
                x[at] = (float) p[0];
                y[at] = (float) p[1];
                z[at] = (float) p[2];
                u[at] = (float) s;
                v[at] = (float) t;
                // At a pole all of s is one point; the normal is taken beside it.
                double near = Math.clamp(t, 4 * step, 1 - 4 * step);
                surface.at(s + step, near, right);
                surface.at(s - step, near, left);
                surface.at(s, near + step, up);
                surface.at(s, near - step, down);
                double ax = right[0] - left[0];
                double ay = right[1] - left[1];
                double az = right[2] - left[2];
                double bx = up[0] - down[0];
                double by = up[1] - down[1];
                double bz = up[2] - down[2];
                double nx = by * az - bz * ay;
                double ny = bz * ax - bx * az;
                double nz = bx * ay - by * ax;
                double length = Math.sqrt(nx * nx + ny * ny + nz * nz) + 1e-12;
                normalX[at] = (float) (nx / length);
                normalY[at] = (float) (ny / length);
                normalZ[at] = (float) (nz / length);
            }
        }
    }
}
