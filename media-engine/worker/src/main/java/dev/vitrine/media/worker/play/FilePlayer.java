package dev.vitrine.media.worker.play;

import dev.vitrine.media.worker.av.AvException;
import dev.vitrine.media.worker.av.Deadline;
import dev.vitrine.media.worker.av.NativeArena;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Plays files one after another at the pace of the clock: H.264 and AAC as they are, what else there is encoded anew.
 * Times go on from file to file, so two files of the same encoding follow each other without a break. For one thread.
 */
public final class FilePlayer {
    /** Sound that outlasts the picture by more is waited for. */
    private static final long MAX_TAIL_US = 500_000;

    private static final String TOO_SLOW =
            " This machine is too slow for that: pictures are left out; convert the file.";

    private final List<Path> files;
    private final boolean loop;
    private final Deadline deadline;
    private final Pace pace;
    private @Nullable Reel ahead;
    private int aheadIndex;
    private long endUs;
    private long skipUs;
    private boolean skipped;
    private Format announced = new Format(new byte[0], new byte[0], 0, 0, 0, 0, 0);

    /**
     * How a file is played.
     *
     * @param avcC AVCDecoderConfigurationRecord
     * @param asc AudioSpecificConfig; empty without sound
     */
    public record Format(byte[] avcC, byte[] asc, int width, int height, int fps, int sampleRate, int channels) {
        private boolean sameAs(Format other) {
            return Arrays.equals(avcC, other.avcC) && Arrays.equals(asc, other.asc);
        }
    }

    /** Gets what is played. Called by the playing thread; an exception ends the play. */
    public interface Output {
        /**
         * A file's turn has come, or there is more to say of it.
         *
         * @param problem why it is left out or broke off; empty when it plays
         * @param remark what staff should know of one that plays: a sentence or two, or nothing
         */
        void playing(int index, String problem, String remark) throws IOException;

        /** Codecs from the next packet on. */
        void config(Format format) throws IOException;

        /** A packet when it is due. */
        void packet(boolean video, boolean key, long ptsUs, long dtsUs, byte[] payload) throws IOException;
    }

    /**
     * Files that do not play yet; a cancelled deadline ends the play.
     *
     * @param skipUs how far into them to begin
     */
    public FilePlayer(List<Path> files, boolean loop, long skipUs, Deadline deadline) {
        this.files = files;
        this.loop = loop;
        this.skipUs = skipUs;
        this.deadline = deadline;
        this.pace = new Pace(deadline);
    }

    /**
     * Plays until the end, or until cancelled.
     *
     * @throws AvException if a whole round had nothing to play; the message is a sentence about the last file
     * @throws IOException if the output refuses
     */
    public void run(Output output) throws IOException, InterruptedException {
        if (loop && skipUs > 0) {
            long roundUs = roundUs();
            skipUs = roundUs == 0 ? 0 : skipUs % roundUs;
        }
        try {
            do {
                round(output);
            } while (loop && !deadline.over());
        } finally {
            if (ahead != null) {
                ahead.close();
            }
        }
    }

    private void round(Output output) throws IOException, InterruptedException {
        String problem = "There is nothing to play.";
        long before = endUs;
        skipped = false;
        for (int index = 0; index < files.size() && !deadline.over(); index++) {
            try {
                play(index, output);
            } catch (AvException broken) {
                if (deadline.over()) {
                    return;
                }
                problem = String.valueOf(broken.getMessage());
                output.playing(index, problem, "");
            }
        }
        if (endUs == before && !skipped && !deadline.over()) {
            throw new AvException(problem);
        }
    }

    /** How long all files are together; those that do not play are none. */
    private long roundUs() throws IOException {
        long sum = 0;
        for (Path file : files) {
            try (NativeArena arena = new NativeArena()) {
                FileInput input = new FileInput(arena, file, deadline);
                sum += input.video() == FileInput.NONE ? 0 : input.demuxer().durationUs(input.video());
            } catch (AvException broken) {
                deadline.check(); // it is named in its turn
            }
        }
        return sum;
    }

    private void play(int index, Output output) throws IOException, InterruptedException {
        try (Reel reel = reel(index)) {
            Optional<Format> format = reel.open();
            if (format.isEmpty()) {
                skipUs -= reel.lengthUs();
                skipped = true;
                return;
            }
            skipUs = 0;
            output.playing(index, "", reel.remark());
            if (!format.get().sameAs(announced)) {
                output.config(format.get());
                announced = format.get();
            }
            send(reel, index, output);
        }
    }

    /** The file, which may have been opened ahead of its turn. */
    private Reel reel(int index) {
        Reel there = ahead;
        ahead = null;
        if (there != null && aheadIndex == index) {
            return there;
        }
        if (there != null) {
            there.close();
        }
        return new Reel(files.get(index), skipUs, pace, deadline);
    }

    /** Opens the file after this one, since that takes time. */
    private void lookAhead(int index) {
        int next = index + 1 < files.size() ? index + 1 : 0;
        if (ahead == null && (next > 0 || loop)) {
            ahead = new Reel(files.get(next), 0, pace, deadline);
            aheadIndex = next;
        }
    }

    private void send(Reel reel, int index, Output output) throws IOException, InterruptedException {
        long shiftUs = Long.MIN_VALUE;
        long begunUs = endUs;
        long videoEndUs = begunUs;
        long audioEndUs = begunUs;
        boolean slow = false;
        for (Optional<Unit> next = reel.next(); next.isPresent(); next = reel.next()) {
            Unit unit = next.get();
            if (shiftUs == Long.MIN_VALUE) {
                if (!unit.video() || !unit.key()) {
                    continue; // a file begins with a picture to start at
                }
                shiftUs = begunUs - unit.dtsUs();
                pace.begin(begunUs);
                reel.at(shiftUs);
            }
            long dueUs = unit.dtsUs() + shiftUs;
            if (!unit.video() && dueUs < begunUs) {
                continue;
            }
            if (reel.isRead()) {
                lookAhead(index);
            }
            if (!slow && reel.isTooSlow()) {
                slow = true;
                output.playing(index, "", reel.remark() + TOO_SLOW);
            }
            pace.await(dueUs);
            if (deadline.over()) {
                return;
            }
            output.packet(unit.video(), unit.key(), unit.ptsUs() + shiftUs, dueUs, unit.payload());
            long afterUs = dueUs + unit.durationUs();
            if (unit.video()) {
                videoEndUs = Math.max(videoEndUs, afterUs);
            } else {
                audioEndUs = Math.max(audioEndUs, afterUs);
            }
            endUs = audioEndUs - videoEndUs > MAX_TAIL_US ? audioEndUs : videoEndUs;
        }
    }
}
