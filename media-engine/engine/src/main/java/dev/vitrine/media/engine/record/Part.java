package dev.vitrine.media.engine.record;

import java.util.Locale;

/**
 * A segment of the recording in a file of its own, or a time for which there is nothing.
 *
 * @param epoch of the timeline
 * @param number media sequence number; grows across epochs and restarts
 * @param fromUs presentation time of the first picture on the engine's clock
 * @param toUs where the last picture ends
 * @param key whether it starts with a key frame
 * @param bytes how much of the file counts; 0 when there is none, since nothing was to be had
 * @param wallMs wall clock of its first picture, milliseconds since 1970
 */
record Part(long epoch, long number, long fromUs, long toUs, boolean key, long bytes, long wallMs) {
    /** Whether it stands for a time without media. */
    boolean gap() {
        return bytes == 0;
    }

    /** Name of the file; in the order of names, {@code init} and all parts of an epoch are one playable file. */
    String fileName() {
        return String.format(Locale.ROOT, "%05d-%08d.m4s", epoch, number);
    }

    /** Name of the file with the initialisation segment of an epoch. */
    static String initName(long epoch) {
        return String.format(Locale.ROOT, "%05d-00000000-init.mp4", epoch);
    }
}
