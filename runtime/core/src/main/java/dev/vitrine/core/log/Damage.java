package dev.vitrine.core.log;

/**
 * A place at which a log is not as it was written. Records before {@code seq} are whole and are served.
 *
 * @param log directory of the log
 * @param file name of the segment file
 * @param offset of the first bad frame within the file, in bytes
 * @param seq first record that cannot be served
 * @param what the finding, as the end of a sentence, such as {@code its checksum does not match}
 */
public record Damage(String log, String file, long offset, long seq, String what) {
    /** One sentence with what next. */
    public String sentence() {
        return "Log \"%s\" is damaged at record %d (file \"%s\", byte %d): %s. Records before %d are whole and can be read; nothing is appended. Put the file back from a backup and restart, or run \"vitrine log cut\" to go on without what follows."
                .formatted(log, seq, file, offset, what, seq);
    }
}
