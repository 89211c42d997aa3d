package dev.vitrine.media.worker.demo;

import java.util.Random;

/** Colours of the things' surfaces: across is once round a thing, down is from its bottom up. */
final class Textures {
    private static final int SIDE = Mesh.Material.TEXTURE_SIDE;
    private static final int[] STRIPES = {0xB5452F, 0xB5452F, 0xEFE2C6, 0x24344F, 0xEFE2C6, 0xD9A441, 0xD9A441, 0x24344F
    };

    private Textures() {}

    private interface Colour {
        int at(int x, int y);
    }

    private static int[] each(Colour colour) {
        int[] pixels = new int[SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                pixels[y * SIDE + x] = colour.at(x, y);
            }
        }
        return pixels;
    }

    static int[] plain(int rgb) {
        return each((x, y) -> rgb);
    }

    /** A slope from the bottom's colour to the top's. */
    static int[] slope(int bottom, int top) {
        return each((x, y) -> mix(bottom, top, y / (SIDE - 1.0)));
    }

    /** Glaze that has run down over raw clay: deep below, milky above, with specks. */
    static int[] glaze(int clay, int deep, int milky, long seed) {
        Random random = new Random(seed);
        int[] pixels = each((x, y) -> {
            double round = 2 * Math.PI * x / SIDE;
            double edge = 40 + 9 * Math.sin(3 * round + 1) + 6 * Math.sin(7 * round) + 4 * Math.sin(13 * round + 2);
            double blend = 150 + 14 * Math.sin(2 * round) + 10 * Math.sin(5 * round + 1) + 6 * Math.sin(11 * round);
            if (y < edge) {
                return clay;
            }
            double run = Math.clamp((y - blend + 60) / 110, 0, 1);
            double rim = Math.clamp((y - edge) / 6, 0, 1);
            return mix(mix(clay, deep, 0.4 + 0.6 * rim), milky, run * run * 0.85);
        });
        for (int i = 0; i < 420; i++) {
            int x = random.nextInt(SIDE);
            int y = 46 + random.nextInt(SIDE - 46);
            pixels[y * SIDE + x] = mix(pixels[y * SIDE + x], 0x1B2A2C, 0.55);
        }
        return pixels;
    }

    /** Woven stripes along s, with the weave's fine grain. */
    static int[] stripes(int repeat) {
        return each((x, y) -> {
            int stripe = x * repeat * STRIPES.length / SIDE % STRIPES.length;
            double grain = ((x ^ y) & 1) == 0 ? 0.0 : 0.08;
            return mix(STRIPES[stripe], 0x1A1418, grain + ((x + y) % 4 == 0 ? 0.07 : 0));
        });
    }

    /** Linen: a light weave. */
    static int[] linen(int rgb) {
        return each((x, y) -> mix(rgb, 0x5A4A38, (x % 2 == 0 ? 0.07 : 0) + (y % 2 == 0 ? 0.07 : 0)));
    }

    /** Ribs of light and dark glass that wind around. */
    static int[] ribs(int count, double twist, int light, int dark) {
        return each((x, y) -> {
            double phase = 2 * Math.PI * (count * x / (double) SIDE + twist * y / SIDE);
            return mix(dark, light, 0.5 + 0.5 * Math.sin(phase));
        });
    }

    static int mix(int from, int to, double share) {
        int f = (int) (Math.clamp(share, 0, 1) * 256);
        int r = (from >> 16 & 255) + (((to >> 16 & 255) - (from >> 16 & 255)) * f >> 8);
        int g = (from >> 8 & 255) + (((to >> 8 & 255) - (from >> 8 & 255)) * f >> 8);
        int b = (from & 255) + (((to & 255) - (from & 255)) * f >> 8);
        return r << 16 | g << 8 | b;
    }
}
