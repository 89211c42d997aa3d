package dev.vitrine.core.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/** The program that {@link KillNineTest} kills: threads that append as fast as they can, each with a few in flight. */
final class KillNineChild {
    /** Small segments, so that kills fall into the change of files as well. */
    static final LogOptions OPTIONS = LogOptions.defaults().withSegmentBytes(20_000);

    private static final int IN_FLIGHT = 16;

    private KillNineChild() {}

    public static void main(String[] args) throws Exception {
        Path dir = Path.of(args[0]);
        int writers = Integer.parseInt(args[1]);
        String round = args[2];
        EventLog log = EventLog.open(dir, OPTIONS);
        // Unbuffered: a line is out of this process before the next acknowledgement.
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        out.write("ready\n".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < writers; i++) {
            int writer = i;
            Thread.ofPlatform().start(() -> write(log, out, round, writer));
        }
    }

    private static void write(EventLog log, FileOutputStream out, String round, int writer) {
        Semaphore free = new Semaphore(IN_FLIGHT);
        try {
            for (long i = 0; ; i++) {
                free.acquire();
                String text = round + " " + writer + " " + i + " " + "x".repeat((int) (i % 200));
                log.append(text.getBytes(StandardCharsets.UTF_8), new Print(out, text, free));
            }
        } catch (LogException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Print(FileOutputStream out, String text, Semaphore free) implements Completion {
        @Override
        public void durable(long seq) {
            try {
                out.write((seq + " " + text + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            free.release();
        }

        @Override
        public void failed(long seq, LogUnavailable why) {
            throw new IllegalStateException(why);
        }
    }
}
