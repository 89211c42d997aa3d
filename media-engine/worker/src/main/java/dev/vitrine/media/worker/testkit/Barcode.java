package dev.vitrine.media.worker.testkit;

import dev.vitrine.media.worker.av.Yuv;
import java.util.OptionalLong;
import java.util.function.IntUnaryOperator;

/**
 * A number in the picture that survives encoding, scaling and a screenshot: when a picture was drawn, in milliseconds
 * of the wall clock, so that whoever sees it knows how old it is.
 *
 * <p>Forty blocks side by side fill the picture's whole width; each is 1/40 of the width wide (32 of 1280 pixels), and
 * the row goes from the top down to 64/720 of the height. White is 1, black is 0; read each block's middle, at x = (i +
 * ½)/40 of the width and y = 32/720 of the height, against a threshold of half.
 *
 * <table>
 * <caption>Blocks, from the left</caption>
 * <tr><th>block</th><th>holds</th></tr>
 * <tr><td>0, 1</td><td>guard: white, black</td></tr>
 * <tr><td>2 to 33</td><td>the low 32 bits of the milliseconds since 1970, highest bit first</td></tr>
 * <tr><td>34 to 37</td><td>check: the exclusive or of the eight groups of four bits, inverted, highest bit first</td></tr>
 * <tr><td>38, 39</td><td>guard: black, white</td></tr>
 * </table>
 */
public final class Barcode {
    /** Blocks in the row. */
    public static final int BLOCKS = 40;

    private static final int DATA = 2;
    private static final int CHECK = 34;
    private static final byte BLACK = 16;
    private static final byte WHITE = (byte) 235;
    private static final int ROW_720THS = 64;

    private Barcode() {}

    /** Returns the blocks for a time; bit 39 is block 0. */
    public static long blocks(long millis) {
        long data = millis & 0xFFFF_FFFFL;
        return 1L << 39 | data << 6 | (long) check(data) << 2 | 1;
    }

    /**
     * Returns the low 32 bits of the time that blocks hold, or nothing if they are no barcode.
     *
     * @param brightness of the middle of each block by its number, 0 to 255
     */
    public static OptionalLong read(IntUnaryOperator brightness) {
        long data = 0;
        int check = 0;
        for (int i = 0; i < BLOCKS; i++) {
            int bit = brightness.applyAsInt(i) >= 128 ? 1 : 0;
            if (i >= DATA && i < CHECK) {
                data = data << 1 | bit;
            } else if (i >= CHECK && i < CHECK + 4) {
                check = check << 1 | bit;
            } else if (bit != (i == 0 || i == BLOCKS - 1 ? 1 : 0)) {
                return OptionalLong.empty();
            }
        }
        return check == check(data) ? OptionalLong.of(data) : OptionalLong.empty();
    }

    /** Returns how old a picture is, given the wall clock's milliseconds now: both may have wrapped around since. */
    public static long ageMillis(long read, long nowMillis) {
        return (int) (nowMillis - read);
    }

    /** Draws the blocks for a time over the top of a picture. */
    static void draw(Yuv picture, long millis) {
        long blocks = blocks(millis);
        int width = picture.width();
        int rows = picture.height() * ROW_720THS / 720;
        byte[] luma = picture.y();
        for (int x = 0; x < width; x++) {
            int block = x * BLOCKS / width;
            luma[x] = (blocks >> (BLOCKS - 1 - block) & 1) == 1 ? WHITE : BLACK;
        }
        for (int row = 1; row < rows; row++) {
            System.arraycopy(luma, 0, luma, row * width, width);
        }
        int chroma = width / 2 * (rows / 2);
        java.util.Arrays.fill(picture.u(), 0, chroma, (byte) 128);
        java.util.Arrays.fill(picture.v(), 0, chroma, (byte) 128);
    }

    private static int check(long data) {
        int folded = 0;
        for (int shift = 0; shift < 32; shift += 4) {
            folded ^= (int) (data >> shift) & 15;
        }
        return ~folded & 15;
    }
}
