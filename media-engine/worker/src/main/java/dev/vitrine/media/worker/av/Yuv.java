package dev.vitrine.media.worker.av;

/**
 * A picture as the encoder takes it: planar 4:2:0, BT.709, limited range.
 *
 * @param y luma, {@code width * height} bytes
 * @param u blue difference, a quarter of that
 * @param v red difference, likewise
 */
public record Yuv(int width, int height, byte[] y, byte[] u, byte[] v) {
    /** Bayer's 4×4 threshold matrix, in 65536ths of a level: turns the bands of dark gradients into fine grain. */
    private static final int[] DITHER = new int[16];

    static {
        int[] order = {0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5};
        for (int i = 0; i < 16; i++) {
            DITHER[i] = (order[i] * 2 + 1) << 11;
        }
    }

    /** A picture of undefined content. Both sides are even. */
    public static Yuv allocate(int width, int height) {
        int chroma = (width / 2) * (height / 2);
        return new Yuv(width, height, new byte[width * height], new byte[chroma], new byte[chroma]);
    }

    /** Fills it from pixels {@code 0x..RRGGBB}, row by row. Coefficients: ITU-R BT.709-6, 3.2 to 3.4. */
    public void fill(int[] rgb) {
        int half = width / 2;
        for (int row = 0; row < height; row += 2) {
            lumaRow(rgb, row);
            lumaRow(rgb, row + 1);
            int above = row * width;
            int below = above + width;
            int out = (row / 2) * half;
            for (int x = 0; x < half; x++) {
                int p0 = rgb[above + 2 * x];
                int p1 = rgb[above + 2 * x + 1];
                int p2 = rgb[below + 2 * x];
                int p3 = rgb[below + 2 * x + 1];
                int r = (p0 >> 16 & 255) + (p1 >> 16 & 255) + (p2 >> 16 & 255) + (p3 >> 16 & 255);
                int g = (p0 >> 8 & 255) + (p1 >> 8 & 255) + (p2 >> 8 & 255) + (p3 >> 8 & 255);
                int b = (p0 & 255) + (p1 & 255) + (p2 & 255) + (p3 & 255);
                u[out + x] = (byte) ((128 << 18) - 6596 * r - 22189 * g + 28784 * b + (1 << 17) >> 18);
                v[out + x] = (byte) ((128 << 18) + 28784 * r - 26145 * g - 2639 * b + (1 << 17) >> 18);
            }
        }
    }

    private void lumaRow(int[] rgb, int row) {
        int start = row * width;
        int dither = (row & 3) * 4;
        for (int x = 0; x < width; x++) {
            int p = rgb[start + x];
            int sum = 11966 * (p >> 16 & 255) + 40254 * (p >> 8 & 255) + 4064 * (p & 255);
            y[start + x] = (byte) ((16 << 16) + sum + DITHER[dither + (x & 3)] >> 16);
        }
    }
}
