package dev.vitrine.api.media;

/**
 * One quality a stream can be watched in. The first is always {@value #SOURCE}: the publisher's packets as they came.
 * The others are encoded anew, with key frames where the source has them and with its presentation times, so a viewer
 * can go from one to another at any key frame.
 *
 * @param name {@value #SOURCE}, or a name of the profile such as {@code 480p}
 * @param width picture width in pixels, 0 when unknown
 * @param height picture height in pixels, 0 when unknown
 * @param fps frames a second, 0 when unknown
 * @param kbps bits a second of picture and sound, in 1,000 bit/s: measured for the source, meant for the others; 0 when
 *     unknown
 * @param videoCodec RFC 6381 string such as {@code avc1.42c01f}; empty while nobody has watched it yet
 * @param audioCodec likewise; empty when there is no sound
 */
public record Rung(String name, int width, int height, double fps, int kbps, String videoCodec, String audioCodec) {
    /** Name of the rung that is not encoded anew. */
    public static final String SOURCE = "source";
}
