package dev.vitrine.media.worker.demo;

import java.util.Arrays;
import java.util.List;

/**
 * Draws meshes with a depth buffer, at twice the picture's size each way, and lays the result over the canvas: smooth
 * edges for four times the dots. Light is worked out at corners and spread over the triangles. One thread.
 */
final class Rasteriser {
    private static final int SIDE = Mesh.Material.TEXTURE_SIDE;

    /** A corner that looks away from the camera by more than this belongs to no visible triangle, whatever the view. */
    private static final double HIDDEN = 0.6;
    /** Bends the brightest values so that they meet white softly. */
    private static final int[] SHOULDER = new int[1024];

    static {
        for (int value = 0; value < SHOULDER.length; value++) {
            int above = Math.max(0, value - 190);
            SHOULDER[value] = Math.min(value, 190) + 65 * above / (above + 65);
        }
    }

    private final Canvas canvas;
    private int[] colours = new int[0];
    private float[] depths = new float[0];
    private float[] screenX = new float[0];
    private float[] screenY = new float[0];
    private float[] nearness = new float[0];
    private float[] light = new float[0];
    private int left;
    private int top;
    private int width;
    private int height;
    private int fine;

    Rasteriser(Canvas canvas) {
        this.canvas = canvas;
    }

    /**
     * Draws a thing.
     *
     * @param angle turned by so much around its own upright axis
     * @param size its own unit in units of the world
     * @param sharp false for what is out of focus anyway: its edges are not smoothed
     */
    void draw(
            List<Mesh> thing, Camera camera, double[] stand, double angle, double size, boolean sharp, Lights lights) {
        fine = sharp ? 2 : 1;
        if (!frame(thing, camera, stand, size)) {
            return;
        }
        int dots = width * height;
        if (colours.length < dots) {
            colours = new int[dots];
            depths = new float[dots];
        }
        Arrays.fill(colours, 0, dots, 0);
        Arrays.fill(depths, 0, dots, 0);
        for (Mesh mesh : thing) {
            project(mesh, camera, stand, angle, size, lights);
            for (int i = 0; i < mesh.corners.length; i += 3) {
                triangle(mesh, mesh.corners[i], mesh.corners[i + 1], mesh.corners[i + 2]);
            }
        }
        resolve();
    }

    /** Sets the part of the picture that the thing can touch; false if there is none. */
    private boolean frame(List<Mesh> thing, Camera camera, double[] stand, double size) {
        double reach = 0;
        double low = Double.MAX_VALUE;
        double high = -Double.MAX_VALUE;
        for (Mesh mesh : thing) {
            for (int i = 0; i < mesh.x.length; i++) {
                reach = Math.max(reach, mesh.x[i] * mesh.x[i] + mesh.z[i] * mesh.z[i]);
                low = Math.min(low, mesh.y[i]);
                high = Math.max(high, mesh.y[i]);
            }
        }
        reach = Math.sqrt(reach) * size;
        double front = stand[2] - reach;
        if (front - camera.z() < 0.1) {
            return false;
        }
        double back = stand[2] + reach;
        double fromX = Math.min(camera.screenX(stand[0] - reach, front), camera.screenX(stand[0] - reach, back));
        double toX = Math.max(camera.screenX(stand[0] + reach, front), camera.screenX(stand[0] + reach, back));
        double bottom = stand[1] + low * size;
        double ceiling = stand[1] + high * size;
        double fromY = Math.min(camera.screenY(ceiling, front), camera.screenY(ceiling, back));
        double toY = Math.max(camera.screenY(bottom, front), camera.screenY(bottom, back));
        left = Math.max(0, (int) fromX - 1);
        top = Math.max(0, (int) fromY - 1);
        int right = Math.min(canvas.width, (int) toX + 2);
        int end = Math.min(canvas.height, (int) toY + 2);
        width = (right - left) * fine;
        height = (end - top) * fine;
        return width > 0 && height > 0;
    }

    private void project(Mesh mesh, Camera camera, double[] stand, double angle, double size, Lights lights) {
        int count = mesh.x.length;
        if (screenX.length < count) {
            screenX = new float[count];
            screenY = new float[count];
            nearness = new float[count];
            light = new float[count * 4];
        }
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        float[] out = new float[4];
        for (int i = 0; i < count; i++) {
            double x = (mesh.x[i] * cos + mesh.z[i] * sin) * size;
            double y = mesh.y[i] * size;
            double z = (mesh.z[i] * cos - mesh.x[i] * sin) * size;
            double nx = mesh.normalX[i] * cos + mesh.normalZ[i] * sin;
            double ny = mesh.normalY[i];
            double nz = mesh.normalZ[i] * cos - mesh.normalX[i] * sin;
            double depth = z + stand[2];
            screenX[i] = (float) ((camera.screenX(x + stand[0], depth) - left) * fine);
            screenY[i] = (float) ((camera.screenY(y + stand[1], depth) - top) * fine);
            nearness[i] = (float) (1 / (depth - camera.z()));
            if (mesh.bothSides && nz > 0) {
                nx = -nx;
                ny = -ny;
                nz = -nz;
            }
            if (nz > HIDDEN) {
                continue;
            }
            lights.at(mesh.material, x, y, z, nx, ny, nz, out);
            System.arraycopy(out, 0, light, i * 4, 4);
        }
    }

    private void triangle(Mesh mesh, int a, int b, int c) {
        float ax = screenX[a];
        float ay = screenY[a];
        float bx = screenX[b] - ax;
        float by = screenY[b] - ay;
        float cx = screenX[c] - ax;
        float cy = screenY[c] - ay;
        float area = bx * cy - by * cx;
        if (mesh.bothSides ? area == 0 : area <= 0) {
            return;
        }
        int x0 = Math.max(0, (int) (ax + Math.min(0, Math.min(bx, cx))));
        int y0 = Math.max(0, (int) (ay + Math.min(0, Math.min(by, cy))));
        int x1 = Math.min(width - 1, (int) (ax + Math.max(0, Math.max(bx, cx))) + 1);
        int y1 = Math.min(height - 1, (int) (ay + Math.max(0, Math.max(by, cy))) + 1);
        if (x0 > x1 || y0 > y1) {
            return;
        }
        float one = 1 / area;
        // Shares of b and c at a dot, and how they change from dot to dot.
        float shareBx = cy * one;
        float shareBy = -cx * one;
        float shareCx = -by * one;
        float shareCy = bx * one;
        int la = a * 4;
        int lb = b * 4;
        int lc = c * 4;
        float near0 = nearness[a];
        float nearB = nearness[b] - near0;
        float nearC = nearness[c] - near0;
        float u0 = mesh.u[a] * (SIDE - 1);
        float uB = mesh.u[b] * (SIDE - 1) - u0;
        float uC = mesh.u[c] * (SIDE - 1) - u0;
        float v0 = mesh.v[a] * (SIDE - 1);
        float vB = mesh.v[b] * (SIDE - 1) - v0;
        float vC = mesh.v[c] * (SIDE - 1) - v0;
        float r0 = light[la];
        float rB = light[lb] - r0;
        float rC = light[lc] - r0;
        float g0 = light[la + 1];
        float gB = light[lb + 1] - g0;
        float gC = light[lc + 1] - g0;
        float b0 = light[la + 2];
        float bB = light[lb + 2] - b0;
        float bC = light[lc + 2] - b0;
        float s0 = light[la + 3] * 255;
        float sB = light[lb + 3] * 255 - s0;
        float sC = light[lc + 3] * 255 - s0;
        int[] texture = mesh.material.texture();
        int[] to = colours;
        float[] depth = depths;
        for (int y = y0; y <= y1; y++) {
            float dy = y + 0.5f - ay;
            float dx = x0 + 0.5f - ax;
            float shareB = shareBx * dx + shareBy * dy;
            float shareC = shareCx * dx + shareCy * dy;
            int at = y * width + x0;
            for (int x = x0; x <= x1; x++, at++, shareB += shareBx, shareC += shareCx) {
                if (shareB < 0 || shareC < 0 || shareB + shareC > 1) {
                    continue;
                }
                float near = near0 + nearB * shareB + nearC * shareC;
                if (near <= depth[at]) {
                    continue;
                }
                depth[at] = near;
                int tu = (int) (u0 + uB * shareB + uC * shareC) & SIDE - 1;
                int tv = (int) (v0 + vB * shareB + vC * shareC) & SIDE - 1;
                int own = texture[tv * SIDE + tu];
                float shine = s0 + sB * shareB + sC * shareC;
                int red = (int) ((own >> 16 & 255) * (r0 + rB * shareB + rC * shareC) + shine);
                int green = (int) ((own >> 8 & 255) * (g0 + gB * shareB + gC * shareC) + shine * 0.94f);
                int blue = (int) ((own & 255) * (b0 + bB * shareB + bC * shareC) + shine * 0.84f);
                to[at] = 0xFF000000 | SHOULDER[red & 1023] << 16 | SHOULDER[green & 1023] << 8 | SHOULDER[blue & 1023];
            }
        }
    }

    private void resolve() {
        if (fine == 1) {
            for (int y = 0; y < height; y++) {
                int out = (top + y) * canvas.width + left;
                for (int x = 0; x < width; x++) {
                    int argb = colours[y * width + x];
                    if (argb != 0) {
                        canvas.pixels[out + x] = argb & 0xFFFFFF;
                    }
                }
            }
            return;
        }
        int columns = width / fine;
        for (int y = 0; y < height / fine; y++) {
            int out = (top + y) * canvas.width + left;
            for (int x = 0; x < columns; x++) {
                int at = y * fine * width + x * fine;
                int a = colours[at];
                int b = colours[at + 1];
                int c = colours[at + width];
                int d = colours[at + width + 1];
                if ((a | b | c | d) == 0) {
                    continue;
                }
                int odd = ((a & 0xFF00FF) + (b & 0xFF00FF) + (c & 0xFF00FF) + (d & 0xFF00FF)) >>> 2 & 0xFF00FF;
                long even =
                        (a >>> 8 & 0xFF00FFL) + (b >>> 8 & 0xFF00FFL) + (c >>> 8 & 0xFF00FFL) + (d >>> 8 & 0xFF00FFL);
                int argb = odd | ((int) (even >>> 2) & 0xFF00FF) << 8;
                canvas.pixels[out + x] = Canvas.over(argb, canvas.pixels[out + x]);
            }
        }
    }
}
