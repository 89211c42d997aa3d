package dev.vitrine.core.log;

import dev.vitrine.core.log.LogUnavailable.Reason;
import java.nio.file.AccessDeniedException;
import java.util.Locale;

/** Sentences for what can go wrong with a disk. */
final class Failures {
    private Failures() {}

    /** A write or force that failed. */
    static LogUnavailable unavailable(Storage storage, long durableSeq, Throwable cause) {
        Reason reason = reason(cause);
        String next = reason == Reason.DISK_FULL
                ? "free some space on that disk, then it can go on"
                : "look at the disk, then it can go on";
        return new LogUnavailable(
                reason,
                "Log \"%s\" cannot be written (%s). Records up to %d are safe; later ones were not acknowledged: %s."
                        .formatted(storage.name(), says(cause), durableSeq, next),
                cause);
    }

    /** An open that failed. */
    static LogUnavailable notOpened(String directory, Throwable cause) {
        Reason reason = reason(cause);
        String next = switch (reason) {
            case DISK_FULL -> "free some space on that disk";
            default ->
                cause instanceof AccessDeniedException
                        ? "let the server's user read and write it"
                        : "look at the disk and at the directory's permissions";
        };
        return new LogUnavailable(
                reason,
                "Log \"%s\" cannot be opened (%s); %s, then start again.".formatted(directory, says(cause), next),
                cause);
    }

    /** An append to a log that is not ready. */
    static LogUnavailable refusal(Storage storage, LogState state) {
        return switch (state) {
            case LogState.Failed failed ->
                new LogUnavailable(failed.why().reason(), failed.why().getMessage(), failed.why());
            case LogState.Damaged damaged ->
                new LogUnavailable(Reason.DAMAGED, damaged.damage().sentence(), null);
            case LogState.Closed closed -> closed(storage);
            case LogState.Ready ready -> throw new IllegalStateException("A ready log refuses nothing.");
        };
    }

    static LogUnavailable closed(Storage storage) {
        return new LogUnavailable(
                Reason.CLOSED, "Log \"%s\" has been closed; the server is stopping.".formatted(storage.name()), null);
    }

    private static Reason reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota exceeded")
                ? Reason.DISK_FULL
                : Reason.DISK_ERROR;
    }

    private static String says(Throwable cause) {
        return cause instanceof AccessDeniedException
                ? "permission denied"
                : cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
