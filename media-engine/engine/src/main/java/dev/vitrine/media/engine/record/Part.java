package dev.vitrine.media.engine.record;

import java.util.Locale;

/**
 * A file of the recording: one fragment of about two seconds.
 *
 * @param epoch of the timeline
 * @param number counts the parts of a recording, across epochs and restarts
 * @param fromUs presentation time of the first picture on the engine's clock
 * @param toUs where the last picture ends
 * @param key whether it starts with a key frame
 * @param bytes length of the file
 * @param wallMs when it was complete, milliseconds since 1970
 */
record Part(long epoch, long number, long fromUs, long toUs, boolean key, long bytes, long wallMs) {
    /** Name of the file; in the order of names, {@code init} and all parts of an epoch are one playable file. */
    String fileName() {
        return String.format(Locale.ROOT, "%05d-%08d.m4s", epoch, number);
    }

    /** Name of the file with the initialisation segment of an epoch. */
    static String initName(long epoch) {
        return String.format(Locale.ROOT, "%05d-00000000-init.mp4", epoch);
    }
}
